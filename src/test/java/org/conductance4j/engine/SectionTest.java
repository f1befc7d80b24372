package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Memory of sections, known before it is taken. */
class SectionTest {

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(
            "picture",
            InputType.convolutional(13, 11, 3),
            new int[] {3, 13, 11},
            new Layer[] {
              convolution(2),
              new BatchNormalization(),
              convolution(1),
              new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(3, 3).stride(2, 2).build(),
              new GlobalPoolingLayer(),
              new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build()
            }),
        Arguments.of(
            "sequence",
            InputType.recurrent(3, 6),
            new int[] {3, 6},
            new Layer[] {new LSTM.Builder().nOut(5).activation(Activation.TANH).build()}));
  }

  private static Layer convolution(int stride) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(6)
        .stride(stride, stride)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void bytes_anyBatch_areThoseOfTheBinding(
      String name, InputType type, int[] shape, Layer[] layers) {
    Program program = Dl4jLowering.lower(Chains.graph(type, 1, layers), Precision.FLOAT32, shape);
    Section section = program.whole(OutputStage.LOGITS);
    for (int batch = 1; batch <= 9; batch++) {
      long planned = section.bytes(batch);
      long before = HeldMemory.held();
      try (Evaluator evaluator = section.bind(batch)) {
        assertThat(evaluator.bytes()).as("batch %d", batch).isEqualTo(planned).isPositive();
        assertThat(HeldMemory.held() - before).isEqualTo(planned);
      }
      try (Evaluator evaluator = section.bindForward(batch)) {
        assertThat(evaluator.bytes()).isEqualTo(section.forwardBytes(batch)).isPositive();
      }
      assertThat(HeldMemory.held()).isEqualTo(before);
    }
  }

  /**
   * A 3 × 3 convolution with normalisation behind it has a scaled and a flipped copy of its 162
   * weights; those of one tap and of a product are turned in 32 bits and read turned in 64, where
   * those of convolutions are kept as the network has them, beside what is made of them.
   */
  @Test
  void moreWeightBytes_foldedAndTurned_areCounted() {
    Layer[] layers = {
      new ConvolutionLayer.Builder(3, 3).nOut(6).activation(Activation.IDENTITY).build(),
      new BatchNormalization(),
      new ConvolutionLayer.Builder(1, 1).nOut(8).activation(Activation.RELU).build(),
      new GlobalPoolingLayer(),
      new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build()
    };
    ComputationGraph graph =
        Chains.graph(InputType.convolutional(7, 7, 3), 1, layers).convertDataType(DataType.FLOAT);

    assertThat(moreWeightBytes(graph, Precision.FLOAT32)).isEqualTo(4 * (162 + 162 + 48 + 32));
    assertThat(moreWeightBytes(graph, Precision.FLOAT64)).isEqualTo(4 * (162 + 48) + 8 * 162);
  }

  private static long moreWeightBytes(ComputationGraph graph, Precision precision) {
    return Dl4jLowering.lower(graph, precision, 3, 7, 7)
        .whole(OutputStage.OUTPUT)
        .moreWeightBytes();
  }

  @Test
  void heldMemory_restarted_forgetsThePeak() {
    Section section =
        Dl4jLowering.lower(
                Chains.graph(InputType.feedForward(5), 1, new DenseLayer.Builder().nOut(4).build()),
                Precision.FLOAT64)
            .whole(OutputStage.OUTPUT);
    section.bind(100).close();
    HeldMemory.restart();
    long before = HeldMemory.held();

    section.bind(3).close();

    assertThat(HeldMemory.peak() - before).isEqualTo(section.bytes(3)).isLessThan(3000);
  }
}
