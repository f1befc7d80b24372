package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Convolutions in float32 that go through fewer products, beside those in float64 that do not: root
 * mean square differences, as a part of the values' root mean square. Measured over these cases:
 * 5e-7.
 */
class MinimalFilteringTest {

  private static final int IN = 128;
  private static final int OUT = 131;
  private static final double ROUNDING = 1e-6;

  @ParameterizedTest
  @CsvSource({"0, 10, 10", "0, 9, 13", "1, 7, 7", "1, 8, 19", "2, 8, 8", "2, 11, 9"})
  void passes_anyPadding_equalThoseTapByTap(int padding, int rows, int columns) {
    ComputationGraph graph = network(padding);
    int[] shape = {IN, rows, columns};
    for (int batch : new int[] {1, 3}) {
      SplittableRandom random = new SplittableRandom(rows + columns);
      double[] x = numbers(random, batch * IN * rows * columns);
      double[] v = numbers(random, x.length);
      try (Evaluator filtered = section(graph, Precision.FLOAT32, shape).bind(batch);
          Evaluator exact = section(graph, Precision.FLOAT64, shape).bind(batch)) {
        filtered.forward(x);
        exact.forward(x);
        double[] u = numbers(random, exact.target(0).length);

        assertThat(error(filtered.target(0), exact.target(0))).isLessThan(ROUNDING);
        assertThat(error(filtered.jvp(v)[0], exact.jvp(v)[0])).isLessThan(ROUNDING);
        assertThat(error(filtered.vjp(u)[0], exact.vjp(u)[0])).isLessThan(ROUNDING);
      }
    }
  }

  @Test
  void network_withNormalisationBehind_isDl4jsOwn() {
    NetworkOracle.check(network(1), new int[] {IN, 9, 8}, 3, 1);
  }

  /** The kernels at the 16 points serve both directions, and nothing else is kept. */
  @Test
  void moreWeightBytes_keptOnce() {
    int[] large = {IN, 8, 8};
    int[] small = {IN, 5, 5};

    assertThat(section(network(1), Precision.FLOAT32, large).moreWeightBytes())
        .isEqualTo(4L * 16 * IN * OUT);
    assertThat(section(network(1), Precision.FLOAT32, small).moreWeightBytes())
        .isEqualTo(4L * (9 + 9) * IN * OUT);
  }

  /** To rounding: how a library cuts products up depends on the number of rows. */
  @Test
  void rows_anyBatch_same() {
    int[] shape = {IN, 7, 7};
    int length = IN * 7 * 7;
    Section section = section(network(1), Precision.FLOAT32, shape);
    double[] x = numbers(new SplittableRandom(1), 9 * length);
    double[][] all = valueAndGradient(section, x, 9);
    for (int batch = 1; batch < 9; batch++) {
      double[][] some = valueAndGradient(section, Arrays.copyOf(x, batch * length), batch);
      for (int i = 0; i < 2; i++) {
        double[] same = Arrays.copyOf(all[i], some[i].length);
        assertThat(error(some[i], same)).isLessThan(ROUNDING);
      }
    }
  }

  private static double[][] valueAndGradient(Section section, double[] x, int batch) {
    try (Evaluator evaluator = section.bind(batch)) {
      evaluator.forward(x);
      double[] value = evaluator.target(0);
      return new double[][] {value, evaluator.vjp(value)[0]};
    }
  }

  private static Section section(ComputationGraph graph, Precision precision, int[] shape) {
    return Dl4jLowering.lower(graph, precision, shape).whole(OutputStage.OUTPUT);
  }

  private static double[] numbers(SplittableRandom random, int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  private static double error(double[] found, double[] truth) {
    double gap = 0;
    double size = 0;
    for (int i = 0; i < truth.length; i++) {
      gap += (found[i] - truth[i]) * (found[i] - truth[i]);
      size += truth[i] * truth[i];
    }
    return Math.sqrt(gap / size);
  }

  private static ComputationGraph network(int padding) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(8, 8, IN))
                .addLayer(
                    "convolution",
                    new ConvolutionLayer.Builder(3, 3)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .padding(padding, padding)
                        .nOut(OUT)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "in")
                .addLayer("normalised", new BatchNormalization(), "convolution")
                .addLayer(
                    "loss",
                    new CnnLossLayer.Builder().activation(Activation.IDENTITY).build(),
                    "normalised")
                .setOutputs("loss")
                .build());
    return NetworkOracle.initialised(graph, 2).convertDataType(DataType.FLOAT);
  }
}
