package org.conductance4j.engine.lowering.dl4j;

import java.util.Map;
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
      ProgramBuilder builder, Convolution3D layer, Map<String, INDArray> parameters, Value given) {
    Value in = volume(builder, layer.getDataFormat(), layer.getNIn(), given);
    WindowAxis[] axes =
        Windows.of(
            builder,
            in,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding());
    WindowAxis rows = axes[1];
    int stride = rows.stride();
    int apart = (rows.reach() + stride - 1) / stride * stride;
    int slices = axes[0].outputs();
    Value slab = slab(builder, in, axes[0], rows, apart);
    WindowAxis down =
        new WindowAxis(
            slab.dim(0),
            (slices - 1) * (apart / stride) + rows.outputs(),
            rows.kernel(),
            stride,
            rows.dilation(),
            0);
    INDArray weights =
        Parameters.required(builder, parameters, "W").permute(3, 4, 2, 1, 0).dup('c');
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), slab.channels(), weights.size(4));
    INDArray bias = Parameters.bias(builder, parameters);
    Value sums = ConvolutionRules.convolve(builder, slab, down, axes[2], flat, bias);
    Value out = in.shaped(slices, rows.outputs(), axes[2].outputs(), sums.channels());
    Value sum = unstack(builder, sums, out, apart / stride, 0);
    return Activations.lower(builder, layer.getActivationFn(), sum);
  }

  /** The slices that each place along the depth reads, padded, place below place. */
  private static Value slab(
      ProgramBuilder builder, Value in, WindowAxis depth, WindowAxis rows, int apart) {
    int height = (depth.outputs() - 1) * apart + rows.reach();
    Value slab = in.shaped(height, in.dim(2), depth.kernel() * in.channels());
    int[] index = new int[slab.length()];
    int i = 0;
    for (int line = 0; line < height; line++) {
      int place = line / apart;
      int row = line % apart - rows.pad();
      boolean inside = row >= 0 && row < in.dim(1);
      for (int column = 0; column < in.dim(2); column++) {
        for (int tap = 0; tap < depth.kernel(); tap++) {
          int slice = inside ? depth.source(place, tap) : -1;
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
      ProgramBuilder builder,
      Deconvolution3D layer,
      Map<String, INDArray> parameters,
      Value given) {
    Value in = volume(builder, layer.getDataFormat(), layer.getNIn(), given);
    WindowAxis[] axes =
        Windows.transposed(
            builder,
            in,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding());
    WindowAxis rows = axes[1];
    int gap = (rows.span() - 2 + rows.stride()) / rows.stride();
    int apart = in.dim(1) + gap;
    Value slab = transposedSlab(builder, in, axes[0], apart);
    WindowAxis down =
        new WindowAxis(
            (slab.dim(0) - 1) * rows.stride() + rows.span(),
            slab.dim(0),
            rows.kernel(),
            rows.stride(),
            rows.dilation(),
            0);
    INDArray weights =
        Parameters.required(builder, parameters, "W").permute(1, 2, 3, 0, 4).dup('c');
    INDArray flat =
        weights.reshape(weights.size(0), weights.size(1), weights.size(2), slab.channels());
    Value lines = in.shaped(down.extent(), axes[2].extent(), (int) layer.getNOut());
    builder.add(
        new TransposedConvolution(slab, lines, Window.of(down, axes[2]), builder.copy(flat), null));
    Value out = in.shaped(axes[0].extent(), rows.extent(), axes[2].extent(), lines.channels());
    Value sum = unstack(builder, lines, out, apart * rows.stride(), rows.pad());
    Value shifted = Arithmetic.shifted(builder, sum, Parameters.bias(builder, parameters));
    return Activations.lower(builder, layer.getActivationFn(), shifted);
  }

  /** The slices that reach each position of the output along the depth, position below position. */
  private static Value transposedSlab(
      ProgramBuilder builder, Value in, WindowAxis depth, int apart) {
    int height = (depth.extent() - 1) * apart + in.dim(1);
    Value slab = in.shaped(height, in.dim(2), depth.kernel() * in.channels());
    int[] index = new int[slab.length()];
    int i = 0;
    for (int line = 0; line < height; line++) {
      int row = line % apart;
      for (int column = 0; column < in.dim(2); column++) {
        for (int tap = 0; tap < depth.kernel(); tap++) {
          int slice = row < in.dim(1) ? depth.place(line / apart, tap) : -1;
          i = fill(index, i, in, slice, row, column);
        }
      }
    }
    return builder.add(new Rearrangement(in, slab, index));
  }

  static Value loss(
      ProgramBuilder builder, Cnn3DLossLayer layer, Map<String, INDArray> parameters, Value given) {
    builder.requireRank(given, 4, "(batch, channel, depth, row, column)");
    Value in = builder.as(given, layout(layer.getDataFormat()));
    return Activations.overFeatures(builder, layer.getActivationFn(), in);
  }

  private static Value volume(
      ProgramBuilder builder, Convolution3D.DataFormat format, long channels, Value given) {
    builder.requireRank(given, 4, "(batch, channel, depth, row, column)");
    Value in = builder.as(given, layout(format));
    DenseRules.requireFeatures(builder, in, channels);
    return in;
  }

  static AxisOrder layout(Convolution3D.DataFormat format) {
    return format == Convolution3D.DataFormat.NDHWC
        ? AxisOrder.CHANNELS_LAST
        : AxisOrder.CHANNELS_FIRST;
  }
}
