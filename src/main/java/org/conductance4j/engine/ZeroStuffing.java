package org.conductance4j.engine;

import java.nio.ByteBuffer;

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
    return new Window(
        window.kernelRows(),
        window.kernelColumns(),
        1,
        1,
        window.dilationRows(),
        window.dilationColumns(),
        0,
        0);
  }

  org.nd4j.linalg.api.ndarray.INDArray batched(Binder binder, Buffer wide) {
    return wide.as(binder.batch(), rows, columns, output.channels());
  }

  /** Plans the spreading and returns the scratch buffer that will hold it. */
  Buffer plan(Binder binder, Buffer gradient) {
    int run = output.channels() * binder.precision().bytes();
    Buffer wide = binder.scratch((long) binder.batch() * rows * columns * output.channels());
    ByteBuffer source = gradient.bytes();
    ByteBuffer target = wide.bytes();
    binder.step(
        () -> Threads.each(binder.batch(), example -> spread(source, target, example, run)));
    return wide;
  }

  private void spread(ByteBuffer source, ByteBuffer target, int example, int run) {
    byte[] zeros = new byte[columns * run];
    for (int row = 0; row < rows; row++) {
      target.put((example * rows + row) * columns * run, zeros);
    }
    for (int n = 0; n < output.dim(0); n++) {
      int y = n * window.strideRows() + window.spanRows() - 1 - window.padTop();
      for (int m = 0; m < output.dim(1); m++) {
        int x = m * window.strideColumns() + window.spanColumns() - 1 - window.padLeft();
        if (y >= 0 && y < rows && x >= 0 && x < columns) {
          int from = (example * output.dim(0) + n) * output.dim(1) + m;
          int to = (example * rows + y) * columns + x;
          target.put(to * run, source, from * run, run);
        }
      }
    }
  }
}
