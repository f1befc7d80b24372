package org.conductance4j.engine.kernel;

import java.nio.DoubleBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sums of products of a convolution of each channel by itself, and of its transpose, in
 * float64, where ND4J's own takes about thirty times as long.
 */
final class DepthwiseSums {

  private final Binder binder;
  private final Axis rows;
  private final Axis columns;
  private final int channels;
  private final double[][] weights;

  /**
   * How positions of what is read belong to one position of what is written, along one axis.
   *
   * @param from positions of what is read
   * @param to positions of what is written
   * @param isTransposed whether the window slides over what is written
   */
  private record Axis(
      int from, int to, int kernel, int stride, int dilation, int pad, boolean isTransposed) {

    Axis transposed() {
      return new Axis(to, from, kernel, stride, dilation, pad, !isTransposed);
    }

    /** What is read through a tap, or −1 for nothing. */
    int read(int at, int tap) {
      int place = isTransposed ? at + pad - tap * dilation : at * stride - pad + tap * dilation;
      if (isTransposed && Math.floorMod(place, stride) != 0) {
        return -1;
      }
      int position = isTransposed ? Math.floorDiv(place, stride) : place;
      return position < from ? Math.max(position, -1) : -1;
    }
  }

  private DepthwiseSums(Binder binder, Axis rows, Axis columns, int channels, double[][] weights) {
    this.binder = binder;
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.weights = weights;
  }

  /**
   * Those of a convolution.
   *
   * @param weights (kernel row, kernel column, channel, 1)
   */
  static DepthwiseSums of(
      Binder binder, Window window, Value input, Value output, INDArray weights) {
    Axis rows =
        new Axis(
            input.dim(0),
            output.dim(0),
            window.kernelRows(),
            window.strideRows(),
            window.dilationRows(),
            window.padTop(),
            false);
    Axis columns =
        new Axis(
            input.dim(1),
            output.dim(1),
            window.kernelColumns(),
            window.strideColumns(),
            window.dilationColumns(),
            window.padLeft(),
            false);
    long taps = (long) window.kernelRows() * window.kernelColumns();
    double[][] kernels = weights.reshape('c', taps, input.channels()).toDoubleMatrix();
    return new DepthwiseSums(binder, rows, columns, input.channels(), kernels);
  }

  /** Those of the transpose. */
  DepthwiseSums transposed() {
    return new DepthwiseSums(binder, rows.transposed(), columns.transposed(), channels, weights);
  }

  /**
   * Plans them.
   *
   * @param bias (channel), or null for none
   */
  void plan(Buffer from, Buffer to, @Nullable INDArray bias) {
    DoubleBuffer x = from.bytes().asDoubleBuffer();
    DoubleBuffer y = to.bytes().asDoubleBuffer();
    double[] added = bias == null ? new double[channels] : bias.ravel().toDoubleVector();
    binder.hostStep(
        () -> Threads.each(binder.batch() * rows.to(), row -> sumRow(x, y, added, row)));
  }

  private void sumRow(DoubleBuffer x, DoubleBuffer y, double[] added, int row) {
    double[] sum = new double[channels];
    double[] factor = new double[channels];
    int example = row / rows.to();
    for (int column = 0; column < columns.to(); column++) {
      System.arraycopy(added, 0, sum, 0, channels);
      for (int i = 0; i < rows.kernel(); i++) {
        int from = rows.read(row % rows.to(), i);
        for (int j = 0; from >= 0 && j < columns.kernel(); j++) {
          int place = columns.read(column, j);
          if (place >= 0) {
            int position = (example * rows.from() + from) * columns.from() + place;
            x.get(position * channels, factor, 0, channels);
            add(sum, factor, weights[i * columns.kernel() + j]);
          }
        }
      }
      y.put((row * columns.to() + column) * channels, sum, 0, channels);
    }
  }

  /** One index for all arrays: only then does the compiler see that the loop has no order. */
  private static void add(double[] sum, double[] x, double[] weights) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += x[i] * weights[i];
    }
  }
}
