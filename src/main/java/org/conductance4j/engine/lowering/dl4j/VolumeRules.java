package org.conductance4j.engine.lowering.dl4j;

import java.util.function.IntBinaryOperator;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.TransposedConvolution;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lowers convolutions in three dimensions to two. The slices that a window reads along the depth
 * become channels, and the slices of the output lie below each other in one picture, far enough
 * apart that no window reads two of them.
 */
final class VolumeRules {

  private VolumeRules() {}

  static Value convolution(
      ProgramBuilder builder, Convolution3D layer, Parameters parameters, Value given) {
    Value in = LayerInputs.read(builder, layer, 4, given, layer.getNIn());
    WindowAxis[] axes = Windows.of(builder, in, layer);
    WindowAxis rows = axes[1];
    int stride = rows.stride();
    int apart = (rows.reach() + stride - 1) / stride * stride;
    int slices = axes[0].outputs();
    WindowAxis depth = axes[0];
    int height = (depth.outputs() - 1) * apart + rows.reach();
    Value slab = slab(builder, in, height, depth.kernel(), apart, rows.pad(), depth::source);
    WindowAxis down =
        new WindowAxis(
            slab.dim(0),
            (slices - 1) * (apart / stride) + rows.outputs(),
            rows.kernel(),
            stride,
            rows.dilation(),
            0);
    INDArray weights = parameters.copy("W").permute(3, 4, 2, 1, 0).dup('c');
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), slab.channels(), weights.size(4));
    Value sums = ConvolutionRules.convolve(builder, slab, down, axes[2], flat, parameters.bias());
    Value out = in.shaped(slices, rows.outputs(), axes[2].outputs(), sums.channels());
    return unstack(builder, sums, out, apart / stride, 0);
  }

  /**
   * Slices of a volume as channels, place below place.
   *
   * @param apart lines from one place to the next
   * @param above lines of zeros at the beginning of each place
   * @param slices the slice at a place and a tap; negative for zeros
   */
  private static Value slab(
      ProgramBuilder builder,
      Value in,
      int height,
      int taps,
      int apart,
      int above,
      IntBinaryOperator slices) {
    Value slab = in.shaped(height, in.dim(2), taps * in.channels());
    int[] index = new int[slab.length()];
    int i = 0;
    for (int line = 0; line < height; line++) {
      int row = line % apart - above;
      boolean inside = row >= 0 && row < in.dim(1);
      for (int column = 0; column < in.dim(2); column++) {
        for (int tap = 0; tap < taps; tap++) {
          int slice = inside ? slices.applyAsInt(line / apart, tap) : -1;
          i = fill(index, i, in, slice, row, column);
        }
      }
    }
    return builder.add(new Rearrangement(in, slab, index));
  }

  private static int fill(int[] index, int from, Value in, int slice, int row, int column) {
    int start = ((slice * in.dim(1) + row) * in.dim(2) + column) * in.channels();
    for (int channel = 0; channel < in.channels(); channel++) {
      index[from + channel] = slice < 0 ? -1 : start + channel;
    }
    return from + in.channels();
  }

  /** The slices of a picture, of which each begins {@code apart} lines below the one before. */
  private static Value unstack(
      ProgramBuilder builder, Value lines, Value out, int apart, int first) {
    int width = out.dim(2) * out.channels();
    int[] index = new int[out.length()];
    for (int i = 0; i < index.length; i++) {
      int slice = i / (out.dim(1) * width);
      int line = first + i / width % out.dim(1);
      boolean computed = line >= 0 && slice * apart + line < lines.dim(0);
      index[i] = computed ? (slice * apart + line) * width + i % width : -1;
    }
    return builder.add(new Rearrangement(lines, out, index));
  }

  static Value deconvolution(
      ProgramBuilder builder, Deconvolution3D layer, Parameters parameters, Value given) {
    Value in = LayerInputs.read(builder, layer, 4, given, layer.getNIn());
    WindowAxis[] axes = Windows.transposed(builder, in, layer);
    WindowAxis rows = axes[1];
    int gap = (rows.span() - 2 + rows.stride()) / rows.stride();
    int apart = in.dim(1) + gap;
    WindowAxis depth = axes[0];
    int height = (depth.extent() - 1) * apart + in.dim(1);
    Value slab = slab(builder, in, height, depth.kernel(), apart, 0, depth::place);
    WindowAxis down =
        new WindowAxis(
            (slab.dim(0) - 1) * rows.stride() + rows.span(),
            slab.dim(0),
            rows.kernel(),
            rows.stride(),
            rows.dilation(),
            0);
    INDArray weights = parameters.copy("W").permute(1, 2, 3, 0, 4).dup('c');
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), weights.size(2), slab.channels());
    Value lines = in.shaped(down.extent(), axes[2].extent(), (int) layer.getNOut());
    builder.add(
        new TransposedConvolution(slab, lines, Window.of(down, axes[2]), builder.copy(flat), null));
    Value out = in.shaped(axes[0].extent(), rows.extent(), axes[2].extent(), lines.channels());
    Value sum = unstack(builder, lines, out, apart * rows.stride(), rows.pad());
    return Arithmetic.shifted(builder, sum, parameters.bias());
  }

  static Value loss(ProgramBuilder builder, Cnn3DLossLayer layer, Value given) {
    Value in = LayerInputs.read(builder, layout(layer.getDataFormat()), 4, given);
    return Activations.overFeatures(builder, layer.getActivationFn(), in);
  }

  static AxisOrder layout(Convolution3D.DataFormat format) {
    return format == Convolution3D.DataFormat.NDHWC
        ? AxisOrder.CHANNELS_LAST
        : AxisOrder.CHANNELS_FIRST;
  }
}
