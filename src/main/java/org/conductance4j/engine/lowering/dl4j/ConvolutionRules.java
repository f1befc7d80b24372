package org.conductance4j.engine.lowering.dl4j;

import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Convolution;
import org.conductance4j.engine.kernel.DepthwiseConvolution;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.TransposedConvolution;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lowers convolutions in one and two dimensions. */
final class ConvolutionRules {

  private ConvolutionRules() {}

  static Value convolution(
      ProgramBuilder builder, ConvolutionLayer layer, Parameters parameters, Value given) {
    Value in = picture(builder, layer, given);
    WindowAxis[] axes = Windows.of(builder, in, layer);
    INDArray weights = parameters.own("W").permute(2, 3, 1, 0);
    return convolve(builder, in, axes[0], axes[1], weights, parameters.bias());
  }

  /**
   * One dimension is two of which the second has one position. The weights lie as DL4J reads them,
   * (kernel, input channel, output channel), whatever shape their parameter has.
   */
  static Value sequence(
      ProgramBuilder builder, Convolution1DLayer layer, Parameters parameters, Value given) {
    Value in = LayerInputs.read(builder, layer, 2, given, layer.getNIn());
    WindowAxis time = Windows.of(builder, in, layer)[0];
    Value column = column(builder, in);
    INDArray weights =
        parameters.copy("W").reshape(time.kernel(), 1, layer.getNIn(), layer.getNOut());
    WindowAxis single = WindowAxis.single(1);
    Value sum = convolve(builder, column, time, single, weights, parameters.bias());
    return Arithmetic.view(builder, sum, in.shaped(time.outputs(), sum.channels()));
  }

  static Value depthwise(
      ProgramBuilder builder, DepthwiseConvolution2D layer, Parameters parameters, Value given) {
    Value in = picture(builder, layer, given);
    return eachChannel(builder, layer, in, parameters.copy("W"), parameters.bias());
  }

  /**
   * Of a picture with one channel DL4J takes the first step alone, whatever the second's weights.
   */
  static Value separable(
      ProgramBuilder builder, SeparableConvolution2D layer, Parameters parameters, Value given) {
    INDArray depth = builder.copy(parameters.copy("W").permute(2, 3, 1, 0));
    Value in = picture(builder, layer, given);
    if (layer.getNIn() == 1) {
      return eachChannel(builder, layer, in, depth, parameters.bias());
    }
    INDArray point = parameters.copy("pW").permute(2, 3, 1, 0);
    Value wide = eachChannel(builder, layer, in, depth, null);
    WindowAxis rows = WindowAxis.single(wide.dim(0));
    WindowAxis columns = WindowAxis.single(wide.dim(1));
    return convolve(builder, wide, rows, columns, point, parameters.bias());
  }

  static Value deconvolution(
      ProgramBuilder builder, Deconvolution2D layer, Parameters parameters, Value given) {
    Value in = picture(builder, layer, given);
    WindowAxis[] axes = Windows.transposed(builder, in, layer);
    Value out = in.shaped(axes[0].extent(), axes[1].extent(), (int) layer.getNOut());
    INDArray weights = builder.copy(parameters.copy("W").permute(2, 3, 1, 0));
    Window window = Window.of(axes[0], axes[1]);
    return builder.add(new TransposedConvolution(in, out, window, weights, parameters.bias()));
  }

  static Value loss(ProgramBuilder builder, CnnLossLayer layer, Value given) {
    Value in = LayerInputs.read(builder, Preprocessors.layout(layer.getFormat()), 3, given);
    return Activations.overFeatures(builder, layer.getActivationFn(), in);
  }

  private static Value picture(ProgramBuilder builder, ConvolutionLayer layer, Value given) {
    return LayerInputs.read(builder, layer, 3, given, layer.getNIn());
  }

  /**
   * Emits a convolution along the rows and columns.
   *
   * @param weights (kernel row, kernel column, input channel, output channel); copied
   */
  static Value convolve(
      ProgramBuilder builder,
      Value in,
      WindowAxis rows,
      WindowAxis columns,
      INDArray weights,
      @Nullable INDArray bias) {
    Value read = withoutSkipped(builder, in, rows, columns);
    Value out = in.shaped(rows.outputs(), columns.outputs(), (int) weights.size(3));
    Window window = Window.of(rows.withoutSkipped(), columns.withoutSkipped());
    return builder.add(new Convolution(read, out, window, builder.copyLater(weights), bias));
  }

  /** A picture without the rows and columns before the first that is read: oneDNN takes no less. */
  private static Value withoutSkipped(
      ProgramBuilder builder, Value in, WindowAxis rows, WindowAxis columns) {
    int top = Math.max(0, -rows.pad());
    int left = Math.max(0, -columns.pad());
    if (top == 0 && left == 0) {
      return in;
    }
    return builder.add(
        Rearrangement.along(
            in,
            in.shaped(in.dim(0) - top, in.dim(1) - left, in.channels()),
            IntStream.range(top, in.dim(0)).toArray(),
            IntStream.range(left, in.dim(1)).toArray(),
            IntStream.range(0, in.channels()).toArray()));
  }

  /**
   * Emits a convolution of each channel by itself.
   *
   * @param weights (kernel row, kernel column, channel, output channels of it)
   */
  private static Value eachChannel(
      ProgramBuilder builder,
      ConvolutionLayer layer,
      Value in,
      INDArray weights,
      @Nullable INDArray bias) {
    WindowAxis[] axes = Windows.of(builder, in, layer);
    int multiplier = (int) weights.size(3);
    Value read = withoutSkipped(builder, in, axes[0], axes[1]);
    Value wide = repeatChannels(builder, read, multiplier);
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), (long) in.channels() * multiplier, 1);
    Value out = in.shaped(axes[0].outputs(), axes[1].outputs(), wide.channels());
    Window window = Window.of(axes[0].withoutSkipped(), axes[1].withoutSkipped());
    return builder.add(new DepthwiseConvolution(wide, out, window, flat, bias));
  }

  private static Value repeatChannels(ProgramBuilder builder, Value in, int times) {
    if (times == 1) {
      return in;
    }
    int[] index = new int[in.length() * times];
    for (int i = 0; i < index.length; i++) {
      index[i] = i / times;
    }
    Value wide = in.shaped(in.dim(0), in.dim(1), in.channels() * times);
    return builder.add(new Rearrangement(in, wide, index));
  }

  /** A sequence as a picture of one column. */
  static Value column(ProgramBuilder builder, Value sequence) {
    Value column = sequence.shaped(sequence.dim(0), 1, sequence.channels());
    return Arithmetic.view(builder, sequence, column);
  }
}
