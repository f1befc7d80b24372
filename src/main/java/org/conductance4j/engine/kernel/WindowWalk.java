package org.conductance4j.engine.kernel;

/** Walks over the windows of a pooling, skipping padding. */
final class WindowWalk {

  private final Window window;
  private final int rows;
  private final int columns;
  private final int outputRows;
  private final int outputColumns;

  WindowWalk(Window window, Value input, Value output) {
    this.window = window;
    this.rows = input.dim(0);
    this.columns = input.dim(1);
    this.outputRows = output.dim(0);
    this.outputColumns = output.dim(1);
  }

  /** Receives one window: the output's position and the input positions that it covers. */
  interface Visitor {
    void visit(int position, int[] taps, int count);
  }

  /**
   * Whether oneDNN's pooling is right for it: no dilation, and as many places as the same padding
   * at both ends gives.
   */
  boolean isNative() {
    return !window.isDilated()
        && window.padTop() >= 0
        && window.padLeft() >= 0
        && window.padTop() < window.kernelRows()
        && window.padLeft() < window.kernelColumns()
        && places(rows, window.padTop(), window.spanRows(), window.strideRows()) == outputRows
        && places(columns, window.padLeft(), window.spanColumns(), window.strideColumns())
            == outputColumns;
  }

  private static int places(int extent, int pad, int span, int stride) {
    return (extent + 2 * pad - span) / stride + 1;
  }

  void windows(Visitor visitor) {
    int[] taps = new int[window.kernelRows() * window.kernelColumns()];
    for (int row = 0; row < outputRows; row++) {
      for (int column = 0; column < outputColumns; column++) {
        int count = taps(row, column, taps);
        visitor.visit(row * outputColumns + column, taps, count);
      }
    }
  }

  private int taps(int row, int column, int[] taps) {
    int count = 0;
    int top = row * window.strideRows() - window.padTop();
    int left = column * window.strideColumns() - window.padLeft();
    for (int kernelRow = 0; kernelRow < window.kernelRows(); kernelRow++) {
      int y = top + kernelRow * window.dilationRows();
      for (int kernelColumn = 0; kernelColumn < window.kernelColumns(); kernelColumn++) {
        int x = left + kernelColumn * window.dilationColumns();
        if (y >= 0 && y < rows && x >= 0 && x < columns) {
          taps[count++] = y * columns + x;
        }
      }
    }
    return count;
  }
}
