package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.engine.Chains;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Transposed convolutions of pictures against DL4J's own inference. */
class DeconvolutionTest {

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      for (ConvolutionMode mode :
          List.of(ConvolutionMode.Truncate, ConvolutionMode.Same, ConvolutionMode.Strict)) {
        for (int kernel = 1; kernel <= 4; kernel++) {
          for (int stride = 1; stride <= 3; stride++) {
            for (int dilation = 1; dilation <= Math.min(kernel, 2); dilation++) {
              cases.add(
                  Arguments.of(
                      format + " " + mode + " k" + kernel + " s" + stride + " d" + dilation,
                      format,
                      new Deconvolution2D.Builder(kernel, Math.max(1, kernel - 1))
                          .nOut(4)
                          .stride(stride, Math.min(stride, 2))
                          .dilation(dilation, dilation)
                          .padding(mode == ConvolutionMode.Same ? 0 : kernel / 3, 0)
                          .convolutionMode(mode)
                          .dataFormat(format)
                          .hasBias(kernel != 3)
                          .activation(Activation.TANH)
                          .build()));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void deconvolution_valueAndDerivatives_equalThoseOfDl4j(
      String name, CNN2DFormat format, Layer layer) {
    boolean first = format == CNN2DFormat.NCHW;
    Chains.check(
        name,
        random -> {
          int channels = 1 + random.nextInt(4);
          int rows = 4 + random.nextInt(5);
          int columns = 4 + random.nextInt(5);
          return first ? new int[] {channels, rows, columns} : new int[] {rows, columns, channels};
        },
        s ->
            first
                ? InputType.convolutional(s[1], s[2], s[0], format)
                : InputType.convolutional(s[0], s[1], s[2], format),
        layer);
  }
}
