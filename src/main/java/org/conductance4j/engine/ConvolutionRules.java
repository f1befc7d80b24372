package org.conductance4j.engine;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.stream.IntStream;
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
      Emitter emitter, ConvolutionLayer layer, Map<String, INDArray> parameters, Value given) {
    Value in = picture(emitter, layer, given);
    WindowAxis[] axes = axes(emitter, layer, in);
    INDArray weights = requireNonNull(parameters.get("W"));
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum = convolve(emitter, in, axes[0], axes[1], weights.permute(2, 3, 1, 0), bias);
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  /**
   * One dimension is two of which the second has one position. The weights lie as DL4J reads them,
   * (kernel, input channel, output channel), whatever shape their parameter has.
   */
  static Value sequence(
      Emitter emitter, Convolution1DLayer layer, Map<String, INDArray> parameters, Value given) {
    emitter.requireRank(given, 2, "(batch, channel, time)");
    Value in = Reshaping.as(emitter, given, Sequences.layout(layer.getRnnDataFormat()));
    DenseRules.requireFeatures(emitter, in, layer.getNIn());
    WindowAxis time = axes(emitter, layer, in)[0];
    Value column = column(emitter, in);
    INDArray weights = Parameters.required(emitter, parameters, "W");
    Value sum =
        convolve(
            emitter,
            column,
            time,
            WindowAxis.single(1),
            weights.reshape(time.kernel(), 1, layer.getNIn(), layer.getNOut()),
            Parameters.bias(emitter, parameters));
    Value out = in.shaped(time.outputs(), sum.channels());
    return Activations.lower(emitter, layer.getActivationFn(), Arithmetic.view(emitter, sum, out));
  }

  static Value depthwise(
      Emitter emitter, DepthwiseConvolution2D layer, Map<String, INDArray> parameters, Value in) {
    Value sum =
        eachChannel(
            emitter,
            layer,
            picture(emitter, layer, in),
            Parameters.required(emitter, parameters, "W"),
            Parameters.bias(emitter, parameters));
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  /**
   * Of a picture with one channel DL4J takes the first step alone, whatever the second's weights.
   */
  static Value separable(
      Emitter emitter, SeparableConvolution2D layer, Map<String, INDArray> parameters, Value in) {
    INDArray depth = Parameters.required(emitter, parameters, "W").permute(2, 3, 1, 0);
    if (layer.getNIn() == 1) {
      INDArray bias = Parameters.bias(emitter, parameters);
      Value sum =
          eachChannel(emitter, layer, picture(emitter, layer, in), emitter.copy(depth), bias);
      return Activations.lower(emitter, layer.getActivationFn(), sum);
    }
    INDArray point = Parameters.required(emitter, parameters, "pW").permute(2, 3, 1, 0);
    Value wide =
        eachChannel(emitter, layer, picture(emitter, layer, in), emitter.copy(depth), null);
    Value sum =
        convolve(
            emitter,
            wide,
            WindowAxis.single(wide.dim(0)),
            WindowAxis.single(wide.dim(1)),
            point,
            Parameters.bias(emitter, parameters));
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  static Value deconvolution(
      Emitter emitter, Deconvolution2D layer, Map<String, INDArray> parameters, Value given) {
    Value in = picture(emitter, layer, given);
    WindowAxis[] axes =
        WindowAxis.allTransposed(
            emitter,
            in,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding());
    Value out = in.shaped(axes[0].extent(), axes[1].extent(), (int) layer.getNOut());
    INDArray weights = Parameters.required(emitter, parameters, "W").permute(2, 3, 1, 0);
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum =
        emitter.add(
            new TransposedConvolution(
                in, out, Window.of(axes[0], axes[1]), emitter.copy(weights), bias));
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  static Value loss(
      Emitter emitter, CnnLossLayer layer, Map<String, INDArray> parameters, Value given) {
    emitter.requireRank(given, 3, "(batch, channel, row, column)");
    Value in = Reshaping.as(emitter, given, Preprocessors.layout(layer.getFormat()));
    return Activations.overFeatures(emitter, layer.getActivationFn(), in);
  }

  private static Value picture(Emitter emitter, ConvolutionLayer layer, Value given) {
    emitter.requireRank(given, 3, "(batch, channel, row, column)");
    Value in = Reshaping.as(emitter, given, Preprocessors.layout(layer.getCnn2dDataFormat()));
    DenseRules.requireFeatures(emitter, in, layer.getNIn());
    return in;
  }

  private static WindowAxis[] axes(Emitter emitter, ConvolutionLayer layer, Value in) {
    return WindowAxis.all(
        emitter,
        in,
        layer.getConvolutionMode(),
        layer.getKernelSize(),
        layer.getStride(),
        layer.getDilation(),
        layer.getPadding());
  }

  /**
   * Emits a convolution along the rows and columns.
   *
   * @param weights (kernel row, kernel column, input channel, output channel); copied
   */
  static Value convolve(
      Emitter emitter,
      Value in,
      WindowAxis rows,
      WindowAxis columns,
      INDArray weights,
      @Nullable INDArray bias) {
    Value read = withoutSkipped(emitter, in, rows, columns);
    Value out = in.shaped(rows.outputs(), columns.outputs(), (int) weights.size(3));
    Window window = Window.of(rows.withoutSkipped(), columns.withoutSkipped());
    return emitter.add(new Convolution(read, out, window, emitter.copyLater(weights), bias));
  }

  /** A picture without the rows and columns before the first that is read: oneDNN takes no less. */
  private static Value withoutSkipped(
      Emitter emitter, Value in, WindowAxis rows, WindowAxis columns) {
    int top = Math.max(0, -rows.pad());
    int left = Math.max(0, -columns.pad());
    if (top == 0 && left == 0) {
      return in;
    }
    return emitter.add(
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
      Emitter emitter,
      ConvolutionLayer layer,
      Value in,
      INDArray weights,
      @Nullable INDArray bias) {
    WindowAxis[] axes = axes(emitter, layer, in);
    int multiplier = (int) weights.size(3);
    Value read = withoutSkipped(emitter, in, axes[0], axes[1]);
    Value wide = repeatChannels(emitter, read, multiplier);
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), (long) in.channels() * multiplier, 1);
    Value out = in.shaped(axes[0].outputs(), axes[1].outputs(), wide.channels());
    Window window = Window.of(axes[0].withoutSkipped(), axes[1].withoutSkipped());
    return emitter.add(new DepthwiseConvolution(wide, out, window, flat, bias));
  }

  private static Value repeatChannels(Emitter emitter, Value in, int times) {
    if (times == 1) {
      return in;
    }
    int[] index = new int[in.length() * times];
    for (int i = 0; i < index.length; i++) {
      index[i] = i / times;
    }
    Value wide = in.shaped(in.dim(0), in.dim(1), in.channels() * times);
    return emitter.add(new Rearrangement(in, wide, index));
  }

  /** A sequence as a picture of one column. */
  static Value column(Emitter emitter, Value sequence) {
    Value column = sequence.shaped(sequence.dim(0), 1, sequence.channels());
    return Arithmetic.view(emitter, sequence, column);
  }
}
