package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Root mean square errors of a convolution's outputs against float64, as a part of their own root
 * mean square. Measured over these cases: exact sums 3e-8 to 5e-8, plain ones 1.4e-7 to 6e-7.
 */
class ExactSumsTest {

  @ParameterizedTest
  @CsvSource({"64, 3, 1", "256, 3, 1", "256, 3, 2", "512, 1, 1", "512, 1, 2"})
  void forward_withExactSums_isRightToTheLastDigits(int channels, int kernel, int stride) {
    ComputationGraph graph = convolution(channels, kernel, stride);
    int[] shape = {channels, 8, 8};
    double[] x = Audit.probe(2, channels, 8, 8).toArray();
    Program plain = Program.lower(graph, Precision.FLOAT32, shape);
    double[] truth = forward(Program.lower(graph, Precision.FLOAT64, shape), x);

    double exact = error(forward(plain.withExactSums(), x), truth);

    assertThat(exact).isLessThan(8e-8);
    assertThat(error(forward(plain, x), truth)).isGreaterThan(2 * exact);
  }

  /** Sums of 9 to 49 terms; measured 4.1e-8 to 5.1e-8, plain ones 6.9e-8 to 9.2e-8. */
  @ParameterizedTest
  @CsvSource({"3, 1", "5, 2", "7, 1"})
  void forward_ofEachChannelWithExactSums_isRightToTheLastDigits(int kernel, int stride) {
    ComputationGraph graph =
        network(
            40,
            new DepthwiseConvolution2D.Builder(kernel, kernel)
                .depthMultiplier(1)
                .stride(stride, stride)
                .nOut(40)
                .activation(Activation.IDENTITY)
                .build());
    int[] shape = {40, 8, 8};
    double[] x = Audit.probe(2, 40, 8, 8).toArray();
    for (int i = 0; i < x.length; i++) {
      x[i] *= Math.pow(1.3, i / 64 % 40); // Channels of very different sizes.
    }
    Program plain = Program.lower(graph, Precision.FLOAT32, shape);
    double[] truth = forward(Program.lower(graph, Precision.FLOAT64, shape), x);

    double exact = error(forward(plain.withExactSums(), x), truth);

    assertThat(plain.withExactSums().hasExactSums()).isTrue();
    assertThat(exact).isLessThan(8e-8);
    assertThat(error(forward(plain, x), truth)).isGreaterThan(1.5 * exact);
  }

  @ParameterizedTest
  @CsvSource({"64, 3, 1", "64, 1, 2"})
  void audit_withExactSums_passes(int channels, int kernel, int stride) {
    ComputationGraph graph = convolution(channels, kernel, stride);
    Program program = Program.lower(graph, Precision.FLOAT32, channels, 8, 8).withExactSums();
    Tensor zero = Tensor.zeros(channels, 8, 8);

    Audit.check(graph, program, Audit.probe(channels, 8, 8));

    assertThat(forward(program, Tensor.stack(List.of(zero, zero)).toArray()))
        .doesNotContain(Double.NaN);
  }

  private static double[] forward(Program program, double[] x) {
    try (Evaluator evaluator = program.whole(Target.OUTPUT).bind(2)) {
      evaluator.forward(x);
      return evaluator.target(0);
    }
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

  /** A convolution, its normalisation, and a rectifier that keeps half of it. */
  private static ComputationGraph convolution(int channels, int kernel, int stride) {
    return network(
        channels,
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .nOut(32)
            .activation(Activation.IDENTITY)
            .build());
  }

  private static ComputationGraph network(int channels, Layer sums) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, channels))
                .addLayer("c", sums, "input")
                .addLayer("n", new BatchNormalization(), "c")
                .addLayer(
                    "r", new ActivationLayer.Builder().activation(Activation.RELU).build(), "n")
                .addLayer(
                    "out", new CnnLossLayer.Builder().activation(Activation.IDENTITY).build(), "r")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }
}
