package org.conductance4j.engine.lowering.onnx;

import org.conductance4j.engine.kernel.Convolution;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.kernel.WindowAxis;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions of volumes as one of pictures: the slices that each place along the depth reads
 * become channels, and the places lie below each other, padded so that no window reads of two.
 */
final class Volumes {

  private Volumes() {}

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
