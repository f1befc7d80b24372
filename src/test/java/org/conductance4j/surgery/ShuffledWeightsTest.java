package org.conductance4j.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.junit.jupiter.api.Test;

/** Tests networks whose top layers have shuffled weights. */
class ShuffledWeightsTest {

  private static final double[] FLOWER = {0.3, -0.5, 0.8, 1.1};

  private static final LoadedNetwork NETWORK =
      NetworkFile.load("experiments/iris/network.zip", Optional.empty());

  private static Program top(int count, long seed) {
    return new ShuffledWeights(NETWORK, seed).top(count, Precision.FLOAT64, 4);
  }

  private static double[] logits(Program program) {
    try (Evaluator network = program.whole(OutputStage.LOGITS).bindForward(1)) {
      network.forward(FLOWER);
      return network.target(0);
    }
  }

  private static double[] hidden(Program program) {
    try (Evaluator lower =
        program.split(program.layer("hidden1"), OutputStage.LOGITS).lower().bindForward(1)) {
      lower.forward(FLOWER);
      return lower.target(0);
    }
  }

  @Test
  void noLayer_leavesTheNetworkAsItIs() {
    double[] own = logits(Dl4jLowering.lower(NETWORK.graph(), Precision.FLOAT64, 4));

    assertThat(logits(top(0, 1))).containsExactly(own);
    assertThat(logits(top(3, 1))).isNotEqualTo(own);
    assertThat(logits(Dl4jLowering.lower(NETWORK.graph(), Precision.FLOAT64, 4)))
        .containsExactly(own);
  }

  @Test
  void topLayer_leavesLowerLayersUnchanged() {
    assertThat(new ShuffledWeights(NETWORK, 1).layers())
        .containsExactly("output", "hidden1", "normalise");
    assertThat(hidden(top(1, 1))).containsExactly(hidden(top(0, 1)));
    assertThat(logits(top(1, 1))).isNotEqualTo(logits(top(0, 1)));
    assertThat(hidden(top(2, 1))).isNotEqualTo(hidden(top(0, 1)));
  }

  @Test
  void seed_givesTheSameOrderAgain() {
    assertThat(logits(top(2, 5))).containsExactly(logits(top(2, 5)));
    assertThat(logits(top(2, 5))).isNotEqualTo(logits(top(2, 6)));
  }
}
