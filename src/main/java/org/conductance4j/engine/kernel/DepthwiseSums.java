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
   * How positions of what is read belong to one position of what is written.
   *
   * @param isTransposed whether the window slides over what is written
   */
  private record Axis(WindowAxis window, boolean isTransposed) {

    Axis transposed() {
      return new Axis(window, !isTransposed);
    }

    int from() {
      return isTransposed ? window.outputs() : window.extent();
    }

    int to() {
      return isTransposed ? window.extent() : window.outputs();
    }

    int kernel() {
      return window.kernel();
    }

    /** What is read through a tap, or −1 for nothing. */
    int read(int at, int tap) {
      return isTransposed ? window.place(at, tap) : window.source(at, tap);
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
   * @param weights (tap, channel)
   */
  DepthwiseSums(Binder binder, WindowAxis rows, WindowAxis columns, double[][] weights) {
    this(binder, new Axis(rows, false), new Axis(columns, false), weights[0].length, weights);
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
