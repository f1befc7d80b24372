package org.conductance4j.engine.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class DroppedProgramsTest {

  private static final int LOWERINGS = 30;

  /** Each program takes 16 MB for two products of a thousand units, there and back: 480 in all. */
  @Test
  void lower_oftenWithoutKeepingThePrograms_holdsFewOfThem() {
    MultiLayerNetwork network = SmallNetworks.random(1, Activation.RELU, 1000, 1000, 1000, 3);
    System.gc(); // what other tests have left must not count
    long before = Pointer.totalBytes();
    long most = 0;

    for (int run = 0; run < LOWERINGS; run++) {
      assertThat(Dl4jLowering.lower(network, Precision.FLOAT32, 1000).classes()).isEqualTo(3);
      most = Math.max(most, Pointer.totalBytes() - before);
    }

    assertThat(most).isLessThan(2 * DroppedPrograms.BOUND + 64_000_000);
  }

  @Test
  void lower_keptPrograms_keepTheirWeights() {
    MultiLayerNetwork network = SmallNetworks.random(1, Activation.RELU, 1000, 1000, 1000, 3);
    Program kept = Dl4jLowering.lower(network, Precision.FLOAT32, 1000);
    double[] input = new double[1000];
    input[3] = 1;
    double[] before = logits(kept, input);

    for (int run = 0; run < 10; run++) {
      Dl4jLowering.lower(network, Precision.FLOAT32, 1000);
    }

    assertThat(logits(kept, input)).isEqualTo(before);
  }

  private static double[] logits(Program program, double... input) {
    try (Evaluator evaluator = program.whole(OutputStage.LOGITS).bindForward(1)) {
      evaluator.forward(input);
      return evaluator.target(0);
    }
  }
}
