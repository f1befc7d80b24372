package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Layers on sequences (channel, time) and (time, channel) against DL4J's own inference. */
class Convolution1DTest {

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    for (ConvolutionMode mode :
        List.of(ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Causal)) {
      for (int kernel = 1; kernel <= 4; kernel++) {
        for (int stride = 1; stride <= Math.min(kernel, 3); stride++) {
          for (int dilation = 1; dilation <= Math.min(kernel, 2); dilation++) {
            cases.add(
                Arguments.of(
                    mode
                        + " convolution k"
                        + kernel
                        + " s"
                        + stride
                        + " d"
                        + dilation
                        + (dilation > 1 ? " double" : ""),
                    new Convolution1DLayer.Builder(kernel)
                        .nOut(4)
                        .stride(stride)
                        .dilation(dilation)
                        .padding(mode == ConvolutionMode.Truncate ? kernel / 2 : 0)
                        .convolutionMode(mode)
                        .hasBias(kernel % 2 == 0)
                        .activation(stride == 2 ? Activation.SOFTMAX : Activation.TANH)
                        .build()));
          }
          for (SubsamplingLayer.PoolingType type : poolings()) {
            if (mode != ConvolutionMode.Causal) {
              cases.add(
                  Arguments.of(
                      mode + " " + type + " pooling k" + kernel + " s" + stride,
                      new Subsampling1DLayer.Builder(type)
                          .kernelSize(kernel)
                          .stride(stride)
                          .pnorm(3)
                          .convolutionMode(mode)
                          .build()));
            }
          }
        }
      }
    }
    for (PoolingType type : PoolingType.values()) {
      cases.add(
          Arguments.of("global " + type, new GlobalPoolingLayer.Builder(type).pnorm(3).build()));
    }
    return cases.stream();
  }

  private static List<SubsamplingLayer.PoolingType> poolings() {
    return List.of(
        SubsamplingLayer.PoolingType.MAX,
        SubsamplingLayer.PoolingType.AVG,
        SubsamplingLayer.PoolingType.PNORM);
  }

  static Stream<Arguments> layersOfOneFormat() {
    return Stream.of(
        Arguments.of("padding", new ZeroPadding1DLayer.Builder(1, 3).build()),
        Arguments.of("cropping", new Cropping1D.Builder(2, 1).build()),
        Arguments.of("upsampling", new Upsampling1D.Builder(3).build()),
        Arguments.of("slopes", new PReLULayer.Builder().inputShape(3, 9).build()),
        Arguments.of(
            "shared slopes", new PReLULayer.Builder().inputShape(3, 9).sharedAxes(2).build()),
        Arguments.of(
            "local",
            new LocallyConnected1D.Builder()
                .nIn(3)
                .nOut(4)
                .kernelSize(3)
                .stride(2)
                .setInputSize(9)
                .convolutionMode(ConvolutionMode.Truncate)
                .activation(Activation.TANH)
                .build()),
        Arguments.of(
            "local same",
            new LocallyConnected1D.Builder()
                .nIn(3)
                .nOut(4)
                .kernelSize(4)
                .setInputSize(9)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.SIGMOID)
                .hasBias(false)
                .build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void channelsFirst_valueAndDerivatives_equalThoseOfDl4j(String name, Layer layer) {
    Chains.check(
        name, Convolution1DTest::shape, s -> InputType.recurrent(s[0], s[1], RNNFormat.NCW), layer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layersOfOneFormat")
  void channelsFirstOnly_valueAndDerivatives_equalThoseOfDl4j(String name, Layer layer) {
    Chains.check(
        name, r -> new int[] {3, 9}, s -> InputType.recurrent(s[0], s[1], RNNFormat.NCW), layer);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void channelsLast_valueAndDerivatives_equalThoseOfDl4j(String name, Layer layer) {
    Chains.check(
        name,
        random -> {
          int[] shape = shape(random);
          return new int[] {shape[1], shape[0]};
        },
        s -> InputType.recurrent(s[1], s[0], RNNFormat.NWC),
        layer);
  }

  private static int[] shape(Random random) {
    return new int[] {2 + random.nextInt(4), 9 + random.nextInt(6)};
  }
}
