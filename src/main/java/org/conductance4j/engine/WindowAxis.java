package org.conductance4j.engine;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.jspecify.annotations.Nullable;

/**
 * A sliding window along one axis, with explicit padding before the first position.
 *
 * @param extent positions of what the window slides over
 * @param outputs number of places that the window takes
 * @param kernel taps
 * @param stride step between two places
 * @param dilation distance of two taps
 * @param pad positions before the first; negative where the first positions are skipped
 */
record WindowAxis(int extent, int outputs, int kernel, int stride, int dilation, int pad) {

  /** One tap at each position. */
  static WindowAxis single(int extent) {
    return new WindowAxis(extent, extent, 1, 1, 1, 0);
  }

  /** All windows along the leading axes of a value, in DL4J's mode. */
  static WindowAxis[] all(
      Emitter emitter,
      Value in,
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] padding) {
    WindowAxis[] axes = new WindowAxis[in.rank() - 1];
    requireSizes(emitter, axes.length, kernel, stride, dilation, padding);
    for (int a = 0; a < axes.length; a++) {
      axes[a] = of(mode, in.dim(a), kernel[a], stride[a], dilation[a], padding[a]);
      if (axes[a].outputs < 1) {
        throw emitter.refuse(
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
      Emitter emitter, int axes, int[] kernel, int[] stride, int[] dilation, int[] padding) {
    requireSizes(emitter, "window", axes, 1, kernel);
    requireSizes(emitter, "stride", axes, 1, stride);
    requireSizes(emitter, "dilation", axes, 1, dilation);
    requireSizes(emitter, "padding", axes, 0, padding);
  }

  private static void requireSizes(
      Emitter emitter, String what, int axes, int least, int @Nullable [] sizes) {
    if (sizes == null
        || sizes.length < axes
        || IntStream.of(sizes).anyMatch(size -> size < least)) {
      throw emitter.refuse(
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
  private static WindowAxis of(
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

  /** All axes of a transposed convolution of a value. */
  static WindowAxis[] allTransposed(
      Emitter emitter,
      Value in,
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] padding) {
    WindowAxis[] axes = new WindowAxis[in.rank() - 1];
    requireSizes(emitter, axes.length, kernel, stride, dilation, padding);
    for (int a = 0; a < axes.length; a++) {
      axes[a] = transposed(mode, in.dim(a), kernel[a], stride[a], dilation[a], padding[a]);
    }
    return axes;
  }

  /**
   * The window whose transpose DL4J's deconvolution is: it slides over the deconvolution's output,
   * one place for each position of its input.
   */
  private static WindowAxis transposed(
      ConvolutionMode mode, int inputs, int kernel, int stride, int dilation, int padding) {
    int span = dilation * (kernel - 1) + 1;
    int full = (inputs - 1) * stride + span;
    boolean same = mode == ConvolutionMode.Same;
    int extent = same ? inputs * stride : full - 2 * padding;
    int pad = same ? (full - extent) / 2 : padding;
    return new WindowAxis(extent, inputs, kernel, stride, dilation, pad);
  }

  int span() {
    return dilation * (kernel - 1) + 1;
  }

  /** Positions from the first tap of the first place to the last tap of the last. */
  int reach() {
    return (outputs - 1) * stride + span();
  }

  /** The position that a tap reads at a place of the window; −1 in the padding. */
  int source(int place, int tap) {
    int position = place * stride - pad + tap * dilation;
    return position >= 0 && position < extent ? position : -1;
  }

  /** The place at which a tap reads a position; −1 if there is none. */
  int place(int position, int tap) {
    int offset = position + pad - tap * dilation;
    int place = Math.floorDiv(offset, stride);
    return offset == place * stride && place >= 0 && place < outputs ? place : -1;
  }

  /** Whether the window lies wholly in the padding at some place. */
  boolean leavesInput() {
    return IntStream.range(0, outputs)
        .anyMatch(place -> IntStream.range(0, kernel).allMatch(tap -> source(place, tap) < 0));
  }

  /** The same places over what is left without the positions that are skipped before the first. */
  WindowAxis withoutSkipped() {
    return pad < 0 ? new WindowAxis(extent + pad, outputs, kernel, stride, dilation, 0) : this;
  }

  /** The same places with the taps side by side. */
  WindowAxis withoutDilation() {
    return new WindowAxis(extent, outputs, kernel, stride, 1, pad);
  }
}
