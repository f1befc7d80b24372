package org.conductance4j.engine.kernel;

import java.nio.ByteBuffer;

/**
 * Copies the positions that a single tap with a stride reads, so that what remains is a product.
 *
 * @param window the tap
 * @param input what is read
 * @param output has one position for each that is read
 */
record PositionCopy(Window window, Value input, Value output) {

  /** Plans the copy and returns the scratch buffer that will hold it. */
  Buffer plan(Binder binder, Buffer from) {
    int run = input.channels() * binder.precision().bytes();
    Buffer read = binder.scratch((long) binder.batch() * output.positions() * input.channels());
    ByteBuffer source = from.bytes();
    ByteBuffer target = read.bytes();
    binder.hostStep(
        () -> Threads.each(binder.batch(), example -> copy(source, target, example, run)));
    return read;
  }

  private void copy(ByteBuffer source, ByteBuffer target, int example, int run) {
    for (int row = 0; row < output.dim(0); row++) {
      int from = (example * input.dim(0) + row * window.strideRows()) * input.dim(1);
      int to = (example * output.dim(0) + row) * output.dim(1);
      for (int column = 0; column < output.dim(1); column++) {
        int position = from + column * window.strideColumns();
        target.put((to + column) * run, source, position * run, run);
      }
    }
  }
}
