package org.conductance4j.model;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** An immutable colour picture with 8-bit levels. */
public final class Picture {

  private final int rows;
  private final int columns;

  /** Levels in the order row, column, channel (red, green, blue). */
  private final byte[] levels;

  Picture(int rows, int columns, byte[] levels) {
    this.rows = rows;
    this.columns = columns;
    this.levels = levels;
  }

  /** Copies an sRGB image; transparency is ignored. */
  static Picture of(BufferedImage image) {
    int columns = image.getWidth();
    byte[] levels = new byte[image.getHeight() * columns * 3];
    int[] row = new int[columns];
    for (int y = 0, i = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, columns, 1, row, 0, columns);
      for (int rgb : row) {
        levels[i++] = (byte) (rgb >> 16);
        levels[i++] = (byte) (rgb >> 8);
        levels[i++] = (byte) rgb;
      }
    }
    return new Picture(image.getHeight(), columns, levels);
  }

  /** {@return the height in pixels} */
  public int rows() {
    return rows;
  }

  /** {@return the width in pixels} */
  public int columns() {
    return columns;
  }

  /**
   * One level, 0 to 255.
   *
   * @param channel 0 red, 1 green, 2 blue
   */
  int level(int channel, int row, int column) {
    return levels[(row * columns + column) * 3 + channel] & 0xff;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picture that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(levels, that.levels);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return "Picture " + rows + " x " + columns;
  }
}
