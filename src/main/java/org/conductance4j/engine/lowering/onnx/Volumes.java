package org.conductance4j.engine.lowering.onnx;

import org.conductance4j.engine.kernel.Convolution;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Scattering;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.engine.lowering.Arithmetic;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions of volumes as one of pictures: the slices that each place along the depth reads
 * become channels, and the places lie below each other, padded so that no window reads of two.
 */
final class Volumes {

  private Volumes() {}

  /**
   * Adds a transposed convolution: one product at each position, its results summed where the
   * windows put them.
   *
   * @param weights (input channel, output channel, depth, row, column)
   */
  static Data transposed(
      Tensors tensors, Value in, WindowAxis[] axes, HostArray weights, @Nullable INDArray bias) {
    int[] own = weights.dims();
    int outputs = own[1];
    int taps = own[2] * own[3] * own[4];
    INDArray matrix =
        Tensors.dense(weights, own[0], outputs, taps)
            .permute(0, 2, 1)
            .dup('c')
            .reshape(own[0], (long) taps * outputs);
    int positions = in.positions();
    Value rows = tensors.relabelled(in, Value.pair(positions, own[0]));
    Value products = Value.pair(positions, taps * outputs);
    tensors.add(new Dense(rows, products, tensors.builder().copy(matrix), null));
    int[] index = new int[products.length()];
    for (int i = 0; i < index.length; i++) {
      int tap = i / outputs % taps;
      int place = i / outputs / taps;
      int target = 0;
      int step = 1;
      for (int a = axes.length - 1; a >= 0; a--) {
        WindowAxis axis = axes[a];
        int at = axis.source(place % axis.outputs(), tap % axis.kernel());
        target = at < 0 || target < 0 ? -1 : target + at * step;
        step *= axis.extent();
        place /= axis.outputs();
        tap /= axis.kernel();
      }
      index[i] = target < 0 ? -1 : target * outputs + i % outputs;
    }
    int[] dims = {1, outputs, axes[0].extent(), axes[1].extent(), axes[2].extent()};
    Value sums = tensors.add(new Scattering(products, Tensors.channelsValue(dims), index));
    return Data.of(Arithmetic.shifted(tensors.builder(), sums, bias), dims);
  }

  /**
   * Adds a convolution.
   *
   * @param weights (output channel, input channel, depth, row, column)
   */
  static Value convolve(
      Tensors tensors, Value in, WindowAxis[] axes, HostArray weights, @Nullable INDArray bias) {
    WindowAxis depth = axes[0];
    WindowAxis rows = axes[1];
    int places = depth.outputs();
    int stride = rows.stride();
    int apart = (rows.reach() + stride - 1) / stride * stride;
    int height = (places - 1) * apart + rows.reach();
    Value slab =
        new Value(new int[] {height, in.dim(2), depth.kernel() * in.channels()}, in.external());
    int[] index = new int[slab.length()];
    int i = 0;
    for (int line = 0; line < height; line++) {
      int row = line % apart - rows.pad();
      boolean inside = row >= 0 && row < in.dim(1);
      for (int column = 0; column < in.dim(2); column++) {
        for (int tap = 0; tap < depth.kernel(); tap++) {
          int slice = inside ? depth.source(line / apart, tap) : -1;
          int start = ((slice * in.dim(1) + row) * in.dim(2) + column) * in.channels();
          for (int channel = 0; channel < in.channels(); channel++) {
            index[i++] = slice < 0 ? -1 : start + channel;
          }
        }
      }
    }
    Value stacked = tensors.add(new Rearrangement(in, slab, index));
    int lines = (height - rows.span()) / stride + 1;
    WindowAxis down = new WindowAxis(height, lines, rows.kernel(), stride, rows.dilation(), 0);
    int[] dims = weights.dims();
    INDArray taps =
        Tensors.dense(weights, dims[0], dims[1], dims[2], dims[3], dims[4])
            .permute(3, 4, 2, 1, 0)
            .dup('c')
            .reshape(dims[3], dims[4], (long) dims[2] * dims[1], dims[0]);
    Value sums = in.shaped(lines, axes[2].outputs(), dims[0]);
    tensors.add(
        new Convolution(
            stacked, sums, Window.of(down, axes[2]), tensors.builder().copyLater(taps), bias));
    Value out = in.shaped(places, rows.outputs(), axes[2].outputs(), dims[0]);
    int run = axes[2].outputs() * dims[0];
    int[] back = new int[out.length()];
    for (int k = 0; k < back.length; k++) {
      int place = k / (rows.outputs() * run);
      int line = place * (apart / stride) + k / run % rows.outputs();
      back[k] = line * run + k % run;
    }
    return tensors.add(new Rearrangement(sums, out, back));
  }
}
