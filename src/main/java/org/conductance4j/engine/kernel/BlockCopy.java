package org.conductance4j.engine.kernel;

import java.nio.ByteBuffer;

/**
 * Copies square blocks of pixels, each held in the channels of one position, to where they belong.
 *
 * @param block pixels along each side of a block
 * @param picture the value that is written; blocks may reach beyond its last rows and columns
 * @param rows blocks along the rows
 * @param columns blocks along the columns
 */
record BlockCopy(int block, Value picture, int rows, int columns) {

  void plan(Binder binder, Buffer blocks, Buffer into) {
    ByteBuffer source = blocks.bytes();
    ByteBuffer target = into.bytes();
    binder.hostStep(
        () ->
            Threads.each(
                binder.batch(),
                example -> copy(source, target, example, binder.precision().bytes())));
  }

  private void copy(ByteBuffer source, ByteBuffer target, int example, int bytes) {
    int channels = picture.channels();
    int height = picture.dim(0);
    int width = picture.dim(1);
    int depth = block * block * channels;
    for (int y = 0; y < height; y++) {
      for (int column = 0; column * block < width; column++) {
        int x = column * block;
        int run = Math.min(block, width - x) * channels;
        int position = (example * rows + y / block) * columns + column;
        int from = position * depth + (y % block) * block * channels;
        int to = ((example * height + y) * width + x) * channels;
        target.put(to * bytes, source, from * bytes, run * bytes);
      }
    }
  }
}
