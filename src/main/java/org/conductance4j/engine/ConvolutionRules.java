package org.conductance4j.engine;

import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lowers two-dimensional convolutions and padding. */
final class ConvolutionRules {

  private ConvolutionRules() {}

  static Value convolution(
      Emitter emitter, ConvolutionLayer layer, Map<String, INDArray> parameters, Value in) {
    emitter.requireRank(in, 3, "(batch, channel, row, column)");
    DenseRules.requireFeatures(emitter, in, layer.getNIn());
    Window window = window(layer, in);
    INDArray weights =
        emitter.copy(Parameters.required(emitter, parameters, "W").permute(2, 3, 1, 0));
    Value out = output(emitter, layer, in, window, (int) layer.getNOut());
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum = emitter.add(new Convolution(in, out, window, weights, bias));
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  static Value depthwise(
      Emitter emitter, DepthwiseConvolution2D layer, Map<String, INDArray> parameters, Value in) {
    emitter.requireRank(in, 3, "(batch, channel, row, column)");
    DenseRules.requireFeatures(emitter, in, layer.getNIn());
    Window window = window(layer, in);
    INDArray weights = Parameters.required(emitter, parameters, "W");
    int multiplier = (int) weights.size(3);
    Value wide = repeatChannels(emitter, in, multiplier);
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), (long) in.channels() * multiplier, 1);
    Value out = output(emitter, layer, in, window, wide.channels());
    INDArray bias = Parameters.bias(emitter, parameters);
    Value sum = emitter.add(new DepthwiseConvolution(wide, out, window, flat, bias));
    return Activations.lower(emitter, layer.getActivationFn(), sum);
  }

  private static Value repeatChannels(Emitter emitter, Value in, int times) {
    if (times == 1) {
      return in;
    }
    int[] index = new int[in.length() * times];
    for (int i = 0; i < index.length; i++) {
      index[i] = i / times;
    }
    Value wide = new Value(new int[] {in.dim(0), in.dim(1), in.channels() * times}, in.external());
    return emitter.add(new Rearrangement(in, wide, index));
  }

  private static Window window(ConvolutionLayer layer, Value in) {
    return window(
        layer.getConvolutionMode(),
        layer.getKernelSize(),
        layer.getStride(),
        layer.getDilation(),
        layer.getPadding(),
        in);
  }

  /**
   * The geometry with explicit padding: what SAME adds is split with the odd one at the end. It is
   * negative where DL4J's SAME skips the first positions, as it does for strides beyond the window.
   */
  static Window window(
      ConvolutionMode mode, int[] kernel, int[] stride, int[] dilation, int[] padding, Value in) {
    int[] pad = padding.clone();
    if (mode == ConvolutionMode.Same) {
      for (int axis = 0; axis < 2; axis++) {
        int extent = in.dim(axis);
        int outputs = (extent + stride[axis] - 1) / stride[axis];
        int span = dilation[axis] * (kernel[axis] - 1) + 1;
        pad[axis] = ((outputs - 1) * stride[axis] + span - extent) / 2;
      }
    }
    return new Window(
        kernel[0], kernel[1], stride[0], stride[1], dilation[0], dilation[1], pad[0], pad[1]);
  }

  static Value output(
      Emitter emitter, ConvolutionLayer layer, Value in, Window window, int channels) {
    return output(emitter, layer.getConvolutionMode(), in, window, channels);
  }

  static Value output(
      Emitter emitter, ConvolutionMode mode, Value in, Window window, int channels) {
    int rows = extent(mode, in.dim(0), window.spanRows(), window.strideRows(), window.padTop());
    int columns =
        extent(mode, in.dim(1), window.spanColumns(), window.strideColumns(), window.padLeft());
    if (rows < 1 || columns < 1) {
      throw emitter.refuse("needs an input no smaller than its window", in, "give a larger input");
    }
    return new Value(new int[] {rows, columns, channels}, in.external());
  }

  private static int extent(ConvolutionMode mode, int extent, int span, int stride, int pad) {
    return mode == ConvolutionMode.Same
        ? (extent + stride - 1) / stride
        : Math.floorDiv(extent + 2 * pad - span, stride) + 1;
  }

  static Value zeroPadding(
      Emitter emitter, ZeroPaddingLayer layer, Map<String, INDArray> parameters, Value in) {
    emitter.requireRank(in, 3, "(batch, channel, row, column)");
    int[] pad = layer.getPadding();
    int rows = in.dim(0) + pad[0] + pad[1];
    int columns = in.dim(1) + pad[2] + pad[3];
    Value out = new Value(new int[] {rows, columns, in.channels()}, in.external());
    int[] index = new int[out.length()];
    int i = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int y = row - pad[0];
        int x = column - pad[2];
        boolean inside = y >= 0 && y < in.dim(0) && x >= 0 && x < in.dim(1);
        for (int channel = 0; channel < in.channels(); channel++) {
          index[i++] = inside ? (y * in.dim(1) + x) * in.channels() + channel : -1;
        }
      }
    }
    return emitter.add(new Rearrangement(in, out, index));
  }
}
