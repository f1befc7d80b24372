package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Layers on pictures, channels first and last, against DL4J's own inference. */
class PictureLayersTest {

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      addWindows(cases, format);
      add(cases, format, "padding", padding(format));
      add(cases, format, "cropping", new Cropping2D.Builder(1, 0, 2, 1).dataFormat(format).build());
      add(
          cases,
          format,
          "upsampling",
          new Upsampling2D.Builder().size(new int[] {2, 3}).dataFormat(format).build());
      add(cases, format, "space to depth", new SpaceToDepthLayer.Builder<>(2, format).build());
      add(
          cases,
          format,
          "loss",
          new CnnLossLayer.Builder().format(format).activation(Activation.SOFTMAX).build());
      add(cases, format, "activation softmax", convolution(format, Activation.SOFTMAX));
      add(cases, format, "frozen", new FrozenLayer(convolution(format, Activation.TANH)));
      add(cases, format, "norm", new BatchNormalization.Builder().dataFormat(format).build());
      for (int n = 2; n <= 5; n++) {
        add(
            cases,
            format,
            "neighbours " + n,
            new LocalResponseNormalization.Builder()
                .n(n)
                .k(1.5)
                .alpha(0.3)
                .beta(0.6)
                .dataFormat(format)
                .build());
      }
      for (PoolingType type : PoolingType.values()) {
        add(cases, format, "global " + type, new GlobalPoolingLayer.Builder(type).pnorm(3).build());
      }
      add(
          cases,
          format,
          "flattened",
          new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build());
    }
    for (PoolingType type : PoolingType.values()) {
      add(
          cases,
          CNN2DFormat.NCHW,
          "global kept " + type,
          new GlobalPoolingLayer.Builder(type).pnorm(2).collapseDimensions(false).build());
    }
    return cases.stream();
  }

  private static ZeroPaddingLayer padding(CNN2DFormat format) {
    ZeroPaddingLayer padding = new ZeroPaddingLayer(1, 2, 0, 3);
    padding.setDataFormat(format);
    return padding;
  }

  private static ConvolutionLayer convolution(CNN2DFormat format, Activation activation) {
    return new ConvolutionLayer.Builder(3, 2)
        .nOut(4)
        .dataFormat(format)
        .activation(activation)
        .build();
  }

  private static void addWindows(List<Arguments> cases, CNN2DFormat format) {
    for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Same)) {
      for (int kernel = 1; kernel <= 4; kernel++) {
        for (int stride = 1; stride <= Math.min(kernel, 3); stride++) {
          addWindows(cases, format, mode, kernel, stride);
        }
      }
    }
  }

  private static void addWindows(
      List<Arguments> cases, CNN2DFormat format, ConvolutionMode mode, int kernel, int stride) {
    String name = mode + " k" + kernel + " s" + stride;
    int other = Math.max(1, kernel - 1);
    int padding = mode == ConvolutionMode.Same ? 0 : kernel / 3;
    add(
        cases,
        format,
        name + " local",
        new LocallyConnected2D.Builder()
            .nIn(3)
            .nOut(4)
            .kernelSize(kernel, other)
            .stride(stride, 1)
            .padding(padding, 0)
            .convolutionMode(mode)
            .setInputSize(8, 10)
            .dataFormat(format)
            .hasBias(kernel != 2)
            .activation(Activation.TANH)
            .build());
    for (int dilation = 1; dilation <= Math.min(kernel, 2); dilation++) {
      String dilated = name + " d" + dilation + (dilation > 1 ? " double" : "");
      add(
          cases,
          format,
          dilated + " convolution",
          new ConvolutionLayer.Builder(kernel, other)
              .nOut(5)
              .stride(stride, stride)
              .dilation(dilation, dilation)
              .padding(padding, padding)
              .convolutionMode(mode)
              .dataFormat(format)
              .activation(Activation.TANH)
              .build());
      add(
          cases,
          format,
          dilated + " separable",
          new SeparableConvolution2D.Builder(kernel, other)
              .nOut(5)
              .depthMultiplier(1 + kernel % 2)
              .stride(stride, stride)
              .dilation(dilation, dilation)
              .padding(padding, padding)
              .convolutionMode(mode)
              .dataFormat(format)
              .hasBias(kernel % 2 == 0)
              .activation(Activation.TANH)
              .build());
      add(
          cases,
          format,
          dilated + " depthwise",
          new DepthwiseConvolution2D.Builder(kernel, other)
              .depthMultiplier(1 + kernel % 2)
              .stride(stride, stride)
              .dilation(dilation, dilation)
              .padding(padding, padding)
              .convolutionMode(mode)
              .dataFormat(format)
              .activation(Activation.TANH)
              .build());
      for (SubsamplingLayer.PoolingType type :
          List.of(
              SubsamplingLayer.PoolingType.MAX,
              SubsamplingLayer.PoolingType.AVG,
              SubsamplingLayer.PoolingType.PNORM)) {
        add(
            cases,
            format,
            dilated + " " + type,
            new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, other)
                .stride(stride, stride)
                .dilation(dilation, dilation)
                .padding(padding, 0)
                .pnorm(1 + kernel)
                .convolutionMode(mode)
                .dataFormat(format)
                .build());
      }
    }
  }

  private static void add(List<Arguments> cases, CNN2DFormat format, String name, Layer layer) {
    cases.add(Arguments.of(format + " " + name, format, layer));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void picture_valueAndDerivatives_equalThoseOfDl4j(String name, CNN2DFormat format, Layer layer) {
    boolean first = format == CNN2DFormat.NCHW;
    Chains.check(
        name,
        random -> first ? new int[] {3, 8, 10} : new int[] {8, 10, 3},
        s ->
            first
                ? InputType.convolutional(s[1], s[2], s[0], format)
                : InputType.convolutional(s[0], s[1], s[2], format),
        layer);
  }

  static Stream<PReLULayer> slopes() {
    return Stream.of(
        new PReLULayer.Builder().inputShape(3, 8, 10).build(),
        new PReLULayer.Builder().inputShape(3, 8, 10).sharedAxes(2, 3).build(),
        new PReLULayer.Builder().inputShape(3, 8, 10).sharedAxes(1).build());
  }

  @ParameterizedTest
  @MethodSource("slopes")
  void slopes_valueAndDerivatives_equalThoseOfDl4j(PReLULayer layer) {
    Chains.check(
        "slopes", r -> new int[] {3, 8, 10}, s -> InputType.convolutional(8, 10, 3), layer);
  }
}
