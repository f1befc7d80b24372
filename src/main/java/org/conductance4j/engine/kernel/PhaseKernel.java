package org.conductance4j.engine.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The part of a strided convolution's transpose that computes the input rows {@code row + stride ·
 * j} and columns {@code column + stride · i}: a convolution without stride.
 */
final class PhaseKernel {

  private final Axis rows;
  private final Axis columns;
  private final int channels;
  private final INDArray weights;

  private PhaseKernel(Axis rows, Axis columns, int channels, INDArray weights) {
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.weights = weights;
  }

  /**
   * One axis of a phase.
   *
   * @param phase first input index
   * @param count number of input indices
   * @param computed number of indices that are computed, of which the last may be surplus: oneDNN
   *     refuses some windows that leave a part of their input unread
   * @param first smallest offset into the output, at most 0
   * @param taps number of offsets
   */
  private record Axis(int phase, int count, int computed, int first, int taps) {

    static Axis of(int phase, WindowAxis window) {
      int stride = window.stride();
      int first = 0;
      int last = -1;
      boolean any = false;
      for (int tap = 0; tap < window.kernel(); tap++) {
        int offset = phase + window.pad() - tap;
        if (Math.floorMod(offset, stride) == 0) {
          int index = Math.floorDiv(offset, stride);
          first = Math.min(first, index);
          last = any ? Math.max(last, index) : index;
          any = true;
        }
      }
      int count = (window.extent() - phase + stride - 1) / stride;
      int taps = any ? Math.max(last, 0) - first + 1 : 0;
      int computed = Math.max(count, window.outputs() - first + 1 - taps);
      return new Axis(phase, count, computed, first, taps);
    }

    /** Whether each output is read once, where it is. */
    boolean isSingleTap(long outputs) {
      return taps == 1 && first == 0 && computed == outputs;
    }
  }

  static List<PhaseKernel> all(Window window, INDArray weights, Value input, Value output) {
    List<PhaseKernel> all = new ArrayList<>();
    for (int row = 0; row < Math.min(window.strideRows(), input.dim(0)); row++) {
      for (int column = 0; column < Math.min(window.strideColumns(), input.dim(1)); column++) {
        Axis rows = Axis.of(row, window.rows(input, output));
        Axis columns = Axis.of(column, window.columns(input, output));
        if (rows.taps() > 0 && columns.taps() > 0) {
          INDArray part = weights(window, weights, rows, columns);
          all.add(new PhaseKernel(rows, columns, input.channels(), part));
        }
      }
    }
    return all;
  }

  private static INDArray weights(Window window, INDArray weights, Axis rows, Axis columns) {
    INDArray part =
        Nd4j.create(
            weights.dataType(), rows.taps(), columns.taps(), weights.size(3), weights.size(2));
    for (int row = 0; row < window.kernelRows(); row++) {
      for (int column = 0; column < window.kernelColumns(); column++) {
        int dy = rows.phase() + window.padTop() - row;
        int dx = columns.phase() + window.padLeft() - column;
        if (Math.floorMod(dy, window.strideRows()) == 0
            && Math.floorMod(dx, window.strideColumns()) == 0) {
          int y = Math.floorDiv(dy, window.strideRows()) - rows.first();
          int x = Math.floorDiv(dx, window.strideColumns()) - columns.first();
          Weights.tap(part, y, x).assign(Weights.tap(weights, row, column).transpose());
        }
      }
    }
    return part;
  }

  long weightBytes() {
    return Buffer.bytes(weights);
  }

  int length() {
    return rows.computed() * columns.computed() * channels;
  }

  void plan(Binder binder, INDArray gradient, Buffer into) {
    if (isProduct(gradient)) {
      long positions = gradient.length() / gradient.size(3);
      INDArray out = gradient.reshape(positions, gradient.size(3));
      INDArray matrix = Convolution.matrixOf(weights);
      Dense.multiply(binder, out, matrix, into.as(positions, channels), false);
      return;
    }
    Window window =
        new Window(rows.taps(), columns.taps(), 1, 1, 1, 1, -rows.first(), -columns.first());
    INDArray to = into.as(binder.batch(), rows.computed(), columns.computed(), channels);
    WindowSums.plan(binder, gradient, weights, null, to, window);
  }

  private boolean isProduct(INDArray gradient) {
    return rows.isSingleTap(gradient.size(1)) && columns.isSingleTap(gradient.size(2));
  }

  /** Plans the copy of all phases to their places; what no phase computes becomes zero. */
  static void planScatter(
      Binder binder,
      List<PhaseKernel> kernels,
      List<Buffer> parts,
      Buffer into,
      Window window,
      Value input) {
    List<ByteBuffer> sources = parts.stream().map(Buffer::bytes).toList();
    ByteBuffer target = into.bytes();
    int bytes = binder.precision().bytes();
    int phases = window.strideRows() * window.strideColumns();
    binder.hostStep(
        () ->
            Threads.each(
                binder.batch(),
                example -> {
                  if (kernels.size() < phases) {
                    byte[] zeros = new byte[input.length() * bytes];
                    target.put(example * zeros.length, zeros);
                  }
                  for (int k = 0; k < sources.size(); k++) {
                    kernels.get(k).scatter(sources.get(k), target, example, bytes, window, input);
                  }
                }));
  }

  private void scatter(
      ByteBuffer source, ByteBuffer target, int example, int bytes, Window window, Value input) {
    int run = channels * bytes;
    for (int j = 0; j < rows.count(); j++) {
      int y = rows.phase() + j * window.strideRows();
      int from = (example * rows.computed() + j) * columns.computed();
      int to = (example * input.dim(0) + y) * input.dim(1) + columns.phase();
      for (int i = 0; i < columns.count(); i++) {
        target.put((to + i * window.strideColumns()) * run, source, (from + i) * run, run);
      }
    }
  }
}
