package org.conductance4j.model;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Finds the golden files of this package's tests, and draws the picture that they show. */
final class Golden {

  private Golden() {}

  static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The formula of make_pictures.py. */
  static Picture picture(int rows, int columns) {
    byte[] levels = new byte[rows * columns * 3];
    int i = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int channel = 0; channel < 3; channel++) {
          levels[i++] =
              (byte)
                  (row * (5 + channel)
                      + column * (11 - 3 * channel)
                      + row * column / 7
                      + 40 * ((row / 6 + column / 5) % 2));
        }
      }
    }
    return new Picture(rows, columns, levels);
  }

  static int largestDifference(Picture a, Picture b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      throw new AssertionError(a + " beside " + b);
    }
    int largest = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < a.rows(); row++) {
        for (int column = 0; column < a.columns(); column++) {
          int difference = a.level(channel, row, column) - b.level(channel, row, column);
          largest = Math.max(largest, Math.abs(difference));
        }
      }
    }
    return largest;
  }
}
