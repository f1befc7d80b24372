package org.conductance4j.engine.kernel;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Spreads a gradient out so that the transpose of a strided or oddly padded convolution becomes a
 * plain one: position n of the output goes to {@code stride · n + span − 1 − pad} of an array of
 * {@code input + span − 1} positions, with zeros between.
 */
final class ZeroStuffing {

  private final Window window;
  private final Value output;
  private final int rows;
  private final int columns;

  ZeroStuffing(Window window, Value input, Value output) {
    this.window = window;
    this.output = output;
    this.rows = input.dim(0) + window.spanRows() - 1;
    this.columns = input.dim(1) + window.spanColumns() - 1;
  }

  /** The window of the plain convolution that remains. */
  Window window() {
    return window.withoutStride(0, 0);
  }

  /** What was spread of one example. */
  INDArray array(Buffer wide) {
    return wide.as(1, rows, columns, output.channels());
  }

  /**
   * A buffer for {@link #plan}. Only one example of it is ever used, as several would not fit the
   * caches; its length is that of all, so that buffers stay linear in the rows of a batch.
   */
  Buffer scratch(Binder binder) {
    return binder.scratch((long) binder.batch() * rows * columns * output.channels());
  }

  /** Plans the spreading of one example. */
  void plan(Binder binder, Buffer gradient, int example, Buffer wide) {
    int run = output.channels() * binder.precision().bytes();
    ByteBuffer source = gradient.bytes();
    ByteBuffer target = wide.bytes();
    byte[] zeros = new byte[columns * run];
    binder.hostStep(
        () -> Threads.each(rows, row -> spread(source, target, example, row, run, zeros)));
  }

  private void spread(
      ByteBuffer source, ByteBuffer target, int example, int row, int run, byte[] zeros) {
    target.put(row * zeros.length, zeros);
    int y = row - window.spanRows() + 1 + window.padTop();
    int n = Math.floorDiv(y, window.strideRows());
    if (y != n * window.strideRows() || n < 0 || n >= output.dim(0)) {
      return;
    }
    for (int m = 0; m < output.dim(1); m++) {
      int x = m * window.strideColumns() + window.spanColumns() - 1 - window.padLeft();
      if (x >= 0 && x < columns) {
        int from = (example * output.dim(0) + n) * output.dim(1) + m;
        target.put(row * zeros.length + x * run, source, from * run, run);
      }
    }
  }
}
