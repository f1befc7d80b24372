package org.conductance4j.scene;

/**
 * A half-open rectangle of pixels: rows {@code row0} to {@code row1 - 1} and columns {@code
 * column0} to {@code column1 - 1}.
 *
 * @param row0 first row
 * @param row1 row after the last
 * @param column0 first column
 * @param column1 column after the last
 */
public record PixelBox(int row0, int row1, int column0, int column1) {

  /** Checks that the box holds at least one pixel. */
  public PixelBox {
    if (row0 < 0 || column0 < 0 || row1 <= row0 || column1 <= column0) {
      throw new IllegalArgumentException(
          "box: needs 0 <= row0 < row1 and 0 <= column0 < column1, got %s,%s,%s,%s"
              .formatted(row0, row1, column0, column1));
    }
  }

  /**
   * {@return whether a pixel is inside}
   *
   * @param row its row
   * @param column its column
   */
  public boolean holds(int row, int column) {
    return row >= row0 && row < row1 && column >= column0 && column < column1;
  }

  /** {@return the box as a region of a config: {@code box:ROW0,ROW1,COLUMN0,COLUMN1}} */
  public String toRegion() {
    return "box:" + row0 + ',' + row1 + ',' + column0 + ',' + column1;
  }
}
