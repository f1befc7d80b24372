package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Convolutions in float64, whose windows are gathered and multiplied in blocks, beside the native
 * operation in float32: root mean square differences, as a part of the values' root mean square.
 * Measured over these cases: 3e-8 to 6e-7; duality up to 1e-16.
 */
class DoubleSumsTest {

  private static final int ROWS = 3;

  @ParameterizedTest
  @CsvSource({
    "3, 7, 2, 1, 61",
    "24, 3, 1, 1, 41",
    "24, 3, 2, 1, 83",
    "16, 3, 1, 2, 50",
    "40, 5, 3, 1, 70",
    "32, 1, 2, 1, 37",
    "8, 2, 4, 1, 20",
    "130, 3, 1, 1, 14"
  })
  void convolution_equalsTheNativeOne(
      int channels, int kernel, int stride, int dilation, int side) {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .dilation(dilation, dilation)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(12)
            .activation(Activation.IDENTITY)
            .build();

    compare(network(channels, layer), channels, side);
  }

  @ParameterizedTest
  @CsvSource({"7, 3, 1, 1", "40, 5, 2, 1", "16, 3, 3, 1", "9, 3, 1, 2", "5, 2, 3, 1"})
  void convolutionOfEachChannel_equalsTheNativeOne(
      int channels, int kernel, int stride, int dilation) {
    DepthwiseConvolution2D layer =
        new DepthwiseConvolution2D.Builder(kernel, kernel)
            .depthMultiplier(1)
            .stride(stride, stride)
            .dilation(dilation, dilation)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(channels)
            .activation(Activation.IDENTITY)
            .build();

    compare(network(channels, layer), channels, 23);
  }

  private static void compare(ComputationGraph graph, int channels, int side) {
    int[] shape = {channels, side, side};
    SplittableRandom random = new SplittableRandom(channels + side);
    double[] x = random.doubles((long) ROWS * channels * side * side, -1, 1).toArray();
    double[] v = random.doubles(x.length, -1, 1).toArray();
    try (Evaluator one = bound(graph, Precision.FLOAT32, shape);
        Evaluator two = bound(graph, Precision.FLOAT64, shape)) {
      one.forward(x);
      two.forward(x);
      double[] u = random.doubles(two.target(0).length, -1, 1).toArray();
      double[] pulled = two.vjp(u)[0];
      double[] pushed = two.jvp(v)[0];

      assertThat(error(one.target(0), two.target(0))).isLessThan(2e-6);
      assertThat(error(one.vjp(u)[0], pulled)).isLessThan(2e-6);
      assertThat(error(one.jvp(v)[0], pushed)).isLessThan(2e-6);
      assertThat(dot(u, pushed))
          .isCloseTo(dot(v, pulled), within(1e-14 * Math.sqrt(dot(u, u) * dot(pushed, pushed))));
    }
  }

  private static Evaluator bound(ComputationGraph graph, Precision precision, int[] shape) {
    return Dl4jLowering.lower(graph, precision, shape).whole(OutputStage.OUTPUT).bind(ROWS);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double error(double[] found, double[] truth) {
    double gap = 0;
    for (int i = 0; i < truth.length; i++) {
      gap += (found[i] - truth[i]) * (found[i] - truth[i]);
    }
    return Math.sqrt(gap / dot(truth, truth));
  }

  private static ComputationGraph network(
      int channels, org.deeplearning4j.nn.conf.layers.Layer layer) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(8, 8, channels))
                .addLayer("sum", layer, "in")
                .addLayer(
                    "loss",
                    new CnnLossLayer.Builder().activation(Activation.IDENTITY).build(),
                    "sum")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }
}
