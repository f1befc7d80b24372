package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The sums of products of a two-dimensional convolution: a single native operation, except in
 * float64 on a CPU. There ND4J takes twice as long as the products alone, so the windows are
 * gathered, as many at a time as fit a cache, and multiplied by the kernels' matrix.
 */
final class WindowSums {

  /** Numbers of the windows of one example that are gathered at a time: 8 MB. */
  private static final int GATHERED = 1 << 20;

  /** Numbers of an example's windows up to which all examples are gathered together: 2 MB each. */
  private static final int FEW = 1 << 18;

  private final Window window;
  private final int rows;
  private final int columns;
  private final int channels;
  private final int outputColumns;
  private final int positions;
  private final int depth;

  private WindowSums(INDArray x, INDArray y, Window window) {
    this.window = window;
    this.rows = (int) x.size(1);
    this.columns = (int) x.size(2);
    this.channels = (int) x.size(3);
    this.outputColumns = (int) y.size(2);
    this.positions = (int) (y.size(1) * y.size(2));
    this.depth = window.kernelRows() * window.kernelColumns() * channels;
  }

  /**
   * Plans a convolution.
   *
   * @param x (batch, row, column, input channel), dense, from the beginning of its memory
   * @param weights (kernel row, kernel column, input channel, output channel)
   * @param bias (output channel), or null for none
   * @param y (batch, row, column, output channel); its shape tells the padding at the ends
   */
  static void plan(
      Binder binder,
      INDArray x,
      INDArray weights,
      @Nullable INDArray bias,
      INDArray y,
      Window window) {
    if (binder.precision() == Precision.FLOAT64 && Nd4j.getEnvironment().isCPU()) {
      new WindowSums(x, y, window).planBlocks(binder, x, weights, bias, y);
      return;
    }
    INDArray[] inputs = bias == null ? arrays(x, weights) : arrays(x, weights, bias);
    NativeCall call = binder.call("conv2d", inputs, arrays(y), window.arguments(1, 0));
    call.withGivenOutputShape();
    boolean skips = window.padTop() < 0 || window.padLeft() < 0;
    if (window.isDilated() || (skips && !window.hasUnitStride())) {
      call.withoutHelpers();
    }
  }

  /**
   * Blocks are either of all examples or of a part of one, so that memory is linear in the batch.
   */
  private void planBlocks(
      Binder binder, INDArray x, INDArray weights, @Nullable INDArray bias, INDArray y) {
    long all = x.size(0) * positions;
    long example = (long) positions * depth;
    boolean together = example <= FEW;
    int parts = (int) ((example + GATHERED - 1) / GATHERED);
    long block = together ? all : (positions + parts - 1) / parts;
    INDArray kernels = weights.reshape('c', depth, weights.size(3));
    INDArray sums = y.reshape('c', all, y.size(3));
    Buffer gathered = binder.scratch(block * depth);
    DoubleBuffer from = ((DoublePointer) x.data().pointer()).asBuffer();
    DoubleBuffer to = gathered.bytes().asDoubleBuffer();
    long end;
    for (long first = 0; first < all; first = end) {
      long start = first;
      long within = together ? all : (first / positions + 1) * positions;
      end = Math.min(first + block, within);
      int count = Math.toIntExact(end - first);
      binder.hostStep(() -> Threads.each(count, k -> gather(from, start + k, to, k * depth)));
      INDArray part = sums.get(NDArrayIndex.interval(first, end), NDArrayIndex.all());
      Dense.multiply(binder, gathered.as(count, depth), kernels, part, false);
      binder.addBias(part, bias);
    }
    binder.release(gathered);
  }

  /** Copies the window of a position of the output; what it has of the padding becomes zero. */
  private void gather(DoubleBuffer from, long position, DoubleBuffer to, int at) {
    int example = (int) (position / positions);
    int place = (int) (position % positions);
    int top = place / outputColumns * window.strideRows() - window.padTop();
    int left = place % outputColumns * window.strideColumns() - window.padLeft();
    int run = window.kernelColumns() * channels;
    for (int tap = 0; tap < window.kernelRows(); tap++) {
      int row = top + tap * window.dilationRows();
      if (row < 0 || row >= rows) {
        to.put(at + tap * run, new double[run], 0, run);
      } else {
        gatherRow(from, (example * rows + row) * columns, left, to, at + tap * run);
      }
    }
  }

  private void gatherRow(DoubleBuffer from, int row, int left, DoubleBuffer to, int at) {
    int step = window.dilationColumns();
    if (step == 1 && left >= 0 && left + window.kernelColumns() <= columns) {
      to.put(at, from, (row + left) * channels, window.kernelColumns() * channels);
      return;
    }
    for (int tap = 0; tap < window.kernelColumns(); tap++) {
      int column = left + tap * step;
      if (column < 0 || column >= columns) {
        to.put(at + tap * channels, new double[channels], 0, channels);
      } else {
        to.put(at + tap * channels, from, (row + column) * channels, channels);
      }
    }
  }
}
