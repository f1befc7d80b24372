package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.jspecify.annotations.Nullable;

/** Window positions along each axis, computed as DL4J's convolution modes place them. */
final class Windows {

  private Windows() {}

  /** All windows along the leading axes of a value, in DL4J's mode. */
  static WindowAxis[] of(
      ProgramBuilder builder,
      Value in,
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] padding) {
    WindowAxis[] axes = new WindowAxis[in.rank() - 1];
    requireSizes(builder, axes.length, kernel, stride, dilation, padding);
    for (int a = 0; a < axes.length; a++) {
      axes[a] = axis(mode, in.dim(a), kernel[a], stride[a], dilation[a], padding[a]);
      if (axes[a].outputs() < 1) {
        throw builder.refuse(
            "needs an input no smaller than its window", in, "give a larger input");
      }
    }
    return axes;
  }

  /**
   * DL4J restores a layer whatever its window; files from elsewhere may hold any, or none. It hands
   * all sizes on to its native operations, those of axes that there are not included.
   */
  private static void requireSizes(
      ProgramBuilder builder, int axes, int[] kernel, int[] stride, int[] dilation, int[] padding) {
    requireSizes(builder, "window", axes, 1, kernel);
    requireSizes(builder, "stride", axes, 1, stride);
    requireSizes(builder, "dilation", axes, 1, dilation);
    requireSizes(builder, "padding", axes, 0, padding);
  }

  private static void requireSizes(
      ProgramBuilder builder, String what, int axes, int least, int @Nullable [] sizes) {
    if (sizes == null
        || sizes.length < axes
        || IntStream.of(sizes).anyMatch(size -> size < least)) {
      throw builder.refuse(
          "needs a " + what + " of " + least + " or more along each axis",
          sizes == null ? "none" : Arrays.toString(sizes),
          "save the network again");
    }
  }

  /**
   * One axis in DL4J's mode. What SAME adds is split with the odd one at the end, and is negative
   * for strides beyond the window; CAUSAL adds all of it before the first position. Pooling takes
   * an input that its window is less than a stride too large for, as DL4J does.
   */
  private static WindowAxis axis(
      ConvolutionMode mode, int extent, int kernel, int stride, int dilation, int padding) {
    int span = dilation * (kernel - 1) + 1;
    int all = (extent + stride - 1) / stride;
    return switch (mode) {
      case Same -> {
        int pad = ((all - 1) * stride + span - extent) / 2;
        yield new WindowAxis(extent, all, kernel, stride, dilation, pad);
      }
      case Causal -> new WindowAxis(extent, all, kernel, stride, dilation, span - 1);
      default -> {
        int outputs = (extent + 2 * padding - span) / stride + 1;
        yield new WindowAxis(extent, outputs, kernel, stride, dilation, padding);
      }
    };
  }

  /** All windows of a convolution. */
  static WindowAxis[] of(ProgramBuilder builder, Value in, ConvolutionLayer layer) {
    return of(
        builder,
        in,
        layer.getConvolutionMode(),
        layer.getKernelSize(),
        layer.getStride(),
        layer.getDilation(),
        layer.getPadding());
  }

  /** All axes of a transposed convolution of a value. */
  static WindowAxis[] transposed(ProgramBuilder builder, Value in, ConvolutionLayer layer) {
    ConvolutionMode mode = layer.getConvolutionMode();
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    int[] dilation = layer.getDilation();
    int[] padding = layer.getPadding();
    WindowAxis[] axes = new WindowAxis[in.rank() - 1];
    requireSizes(builder, axes.length, kernel, stride, dilation, padding);
    for (int a = 0; a < axes.length; a++) {
      axes[a] = transposedAxis(mode, in.dim(a), kernel[a], stride[a], dilation[a], padding[a]);
    }
    return axes;
  }

  /**
   * The window whose transpose DL4J's deconvolution is: it slides over the deconvolution's output,
   * one place for each position of its input.
   */
  private static WindowAxis transposedAxis(
      ConvolutionMode mode, int inputs, int kernel, int stride, int dilation, int padding) {
    int span = dilation * (kernel - 1) + 1;
    int full = (inputs - 1) * stride + span;
    boolean same = mode == ConvolutionMode.Same;
    int extent = same ? inputs * stride : full - 2 * padding;
    int pad = same ? (full - extent) / 2 : padding;
    return new WindowAxis(extent, inputs, kernel, stride, dilation, pad);
  }
}
