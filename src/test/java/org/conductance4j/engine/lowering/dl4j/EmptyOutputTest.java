package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What pads all of its input away ends some of DL4J's passes with the whole process. */
class EmptyOutputTest {

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(
            new Deconvolution2D.Builder(2, 2).nIn(1).nOut(2).stride(1, 1).padding(2, 2).build(),
            new int[] {1, 2, 2},
            "[2, -1, -1]"),
        Arguments.of(
            new Deconvolution2D.Builder(1, 1).nIn(1).nOut(2).stride(1, 1).padding(1, 1).build(),
            new int[] {1, 2, 2},
            "[2, 0, 0]"),
        Arguments.of(
            new Deconvolution3D.Builder()
                .kernelSize(1, 1, 1)
                .nIn(1)
                .nOut(2)
                .stride(1, 1, 1)
                .padding(1, 1, 1)
                .build(),
            new int[] {1, 2, 2, 2},
            "[1, 0, 2]"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layer_withoutAnyOutput_isRefusedBeforeDl4jRunsIt(Layer layer, int[] shape, String output) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(layer)
                .layer(new CnnLossLayer.Builder().build())
                .build());
    network.init();

    assertThatThrownBy(() -> Dl4jLowering.lower(network, Precision.FLOAT32, shape))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'layer0': must leave something of its input, got an output of "
                + output
                + "; give a larger input or take less away");
  }
}
