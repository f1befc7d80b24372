package org.conductance4j.engine.kernel;

/**
 * The geometry of a sliding window along rows and columns. Padding is explicit and may differ
 * between the two ends; the end's follows from the output's extent.
 *
 * @param kernelRows taps along the rows
 * @param kernelColumns taps along the columns
 * @param strideRows step along the rows
 * @param strideColumns step along the columns
 * @param dilationRows distance of taps along the rows
 * @param dilationColumns distance of taps along the columns
 * @param padTop rows before the first
 * @param padLeft columns before the first
 */
public record Window(
    int kernelRows,
    int kernelColumns,
    int strideRows,
    int strideColumns,
    int dilationRows,
    int dilationColumns,
    int padTop,
    int padLeft) {

  public static Window of(WindowAxis rows, WindowAxis columns) {
    return new Window(
        rows.kernel(),
        columns.kernel(),
        rows.stride(),
        columns.stride(),
        rows.dilation(),
        columns.dilation(),
        rows.pad(),
        columns.pad());
  }

  /** The same taps at each position. */
  Window withoutStride(int top, int left) {
    return new Window(kernelRows, kernelColumns, 1, 1, dilationRows, dilationColumns, top, left);
  }

  /** The axis of the rows, from one value to another. */
  WindowAxis rows(Value input, Value output) {
    return new WindowAxis(
        input.dim(0), output.dim(0), kernelRows, strideRows, dilationRows, padTop);
  }

  WindowAxis columns(Value input, Value output) {
    return new WindowAxis(
        input.dim(1), output.dim(1), kernelColumns, strideColumns, dilationColumns, padLeft);
  }

  int spanRows() {
    return dilationRows * (kernelRows - 1) + 1;
  }

  int spanColumns() {
    return dilationColumns * (kernelColumns - 1) + 1;
  }

  boolean isDilated() {
    return dilationRows > 1 || dilationColumns > 1;
  }

  boolean hasUnitStride() {
    return strideRows == 1 && strideColumns == 1;
  }

  /** A single tap that touches each position once. */
  boolean isPointwise() {
    return hasSingleTap() && hasUnitStride();
  }

  /** A single tap, which touches each position once or skips some. */
  boolean hasSingleTap() {
    return kernelRows == 1 && kernelColumns == 1 && padTop == 0 && padLeft == 0;
  }

  /** Rows that the windows read beyond the last one; negative where the last rows are not read. */
  int padBottom(int rows, int outputRows) {
    return (outputRows - 1) * strideRows + spanRows() - rows - padTop;
  }

  int padRight(int columns, int outputColumns) {
    return (outputColumns - 1) * strideColumns + spanColumns() - columns - padLeft;
  }

  /** The arguments of ND4J's windowed operations up to the mode, which stays explicit. */
  long[] arguments(long... rest) {
    long[] own = {
      kernelRows,
      kernelColumns,
      strideRows,
      strideColumns,
      padTop,
      padLeft,
      dilationRows,
      dilationColumns,
      0
    };
    long[] all = new long[own.length + rest.length];
    System.arraycopy(own, 0, all, 0, own.length);
    System.arraycopy(rest, 0, all, own.length, rest.length);
    return all;
  }
}
