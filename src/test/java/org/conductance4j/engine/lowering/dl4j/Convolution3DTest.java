package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Layers on volumes, channels first and last, against DL4J's own inference. */
class Convolution3DTest {

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    for (Convolution3D.DataFormat format : Convolution3D.DataFormat.values()) {
      for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Same)) {
        for (int kernel = 1; kernel <= 3; kernel++) {
          for (int stride = 1; stride <= Math.min(kernel, 2); stride++) {
            addWindows(cases, format, mode, kernel, stride);
          }
        }
      }
      cases.add(
          Arguments.of(
              format + " upsampling",
              format,
              new Upsampling3D.Builder(2).dataFormat(format).build()));
      cases.add(
          Arguments.of(
              format + " loss",
              format,
              new Cnn3DLossLayer.Builder(format).activation(Activation.SOFTMAX).build()));
    }
    Convolution3D.DataFormat first = Convolution3D.DataFormat.NCDHW;
    cases.add(
        Arguments.of("padding", first, new ZeroPadding3DLayer.Builder(1, 0, 2, 1, 0, 3).build()));
    cases.add(Arguments.of("cropping", first, new Cropping3D.Builder(1, 0, 2, 1, 0, 3).build()));
    for (PoolingType type : PoolingType.values()) {
      cases.add(
          Arguments.of(
              "global " + type, first, new GlobalPoolingLayer.Builder(type).pnorm(2).build()));
    }
    return cases.stream();
  }

  private static void addWindows(
      List<Arguments> cases,
      Convolution3D.DataFormat format,
      ConvolutionMode mode,
      int kernel,
      int stride) {
    int[] kernels = {kernel, Math.max(1, kernel - 1), kernel};
    int[] strides = {stride, 1, Math.min(stride, 2)};
    int pad = mode == ConvolutionMode.Same ? 0 : kernel / 2;
    int[] padding = {pad, 0, pad};
    String name = format + " " + mode + " k" + kernel + " s" + stride;
    for (int dilation = 1; dilation <= Math.min(kernel, 2); dilation++) {
      cases.add(
          Arguments.of(
              name + " convolution d" + dilation + (dilation > 1 ? " double" : ""),
              format,
              new Convolution3D.Builder(kernels)
                  .nOut(3)
                  .stride(strides)
                  .dilation(dilation, dilation, 1)
                  .padding(padding)
                  .convolutionMode(mode)
                  .dataFormat(format)
                  .hasBias(kernel != 2)
                  .activation(Activation.TANH)
                  .build()));
    }
    cases.add(
        Arguments.of(
            name + " deconvolution",
            format,
            new Deconvolution3D.Builder()
                .kernelSize(kernels)
                .nOut(3)
                .stride(strides)
                .padding(padding)
                .convolutionMode(mode)
                .dataFormat(format)
                .activation(Activation.TANH)
                .build()));
    for (Subsampling3DLayer.PoolingType type :
        List.of(Subsampling3DLayer.PoolingType.MAX, Subsampling3DLayer.PoolingType.AVG)) {
      cases.add(
          Arguments.of(
              name + " " + type,
              format,
              new Subsampling3DLayer.Builder(type)
                  .kernelSize(kernels)
                  .stride(strides)
                  .padding(padding)
                  .convolutionMode(mode)
                  .dataFormat(format)
                  .build()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void volume_valueAndDerivatives_equalThoseOfDl4j(
      String name, Convolution3D.DataFormat format, Layer layer) {
    boolean first = format == Convolution3D.DataFormat.NCDHW;
    Chains.check(
        name,
        random -> shape(random, first),
        s ->
            first
                ? InputType.convolutional3D(format, s[1], s[2], s[3], s[0])
                : InputType.convolutional3D(format, s[0], s[1], s[2], s[3]),
        layer);
  }

  private static int[] shape(Random random, boolean first) {
    int channels = 1 + random.nextInt(3);
    int depth = 5 + random.nextInt(3);
    int rows = 6 + random.nextInt(3);
    int columns = 5 + random.nextInt(4);
    return first
        ? new int[] {channels, depth, rows, columns}
        : new int[] {depth, rows, columns, channels};
  }
}
