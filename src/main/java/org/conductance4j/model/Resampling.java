package org.conductance4j.model;

/**
 * Resizes 8-bit pictures with antialiased bilinear resampling, bit for bit as PIL does. The
 * triangle filter is widened by the factor of reduction, and its coefficients are integers of 22
 * fractional bits. One pass over columns and one over rows follow each other, with levels rounded
 * to 8 bits in between.
 *
 * <p>Source: Pillow, libImaging/Resample.c (the facts of the algorithm; the code is our own).
 */
final class Resampling {

  private static final int PRECISION_BITS = 32 - 8 - 2;

  private Resampling() {}

  /** For each output position, the first input position and the integer weights from there on. */
  private static final class Taps {
    private final int[] first;
    private final int[][] weights;

    Taps(int input, int output) {
      first = new int[output];
      weights = new int[output][];
      double scale = (double) input / output;
      double support = Math.max(scale, 1);
      for (int i = 0; i < output; i++) {
        double centre = (i + 0.5) * scale;
        int from = Math.max((int) (centre - support + 0.5), 0);
        int to = Math.min((int) (centre + support + 0.5), input);
        first[i] = from;
        weights[i] = weights(from, to, centre, support);
      }
    }

    private static int[] weights(int from, int to, double centre, double support) {
      double[] exact = new double[to - from];
      double sum = 0;
      for (int k = 0; k < exact.length; k++) {
        exact[k] = Math.max(0, 1 - Math.abs((k + from - centre + 0.5) / support));
        sum += exact[k];
      }
      int[] weights = new int[exact.length];
      for (int k = 0; k < exact.length; k++) {
        weights[k] = (int) (0.5 + exact[k] / sum * (1 << PRECISION_BITS));
      }
      return weights;
    }
  }

  static Picture bilinear(Picture picture, int rows, int columns) {
    Picture narrowed = picture;
    if (columns != picture.columns()) {
      Taps taps = new Taps(picture.columns(), columns);
      narrowed = resized(picture, taps, picture.rows(), columns, false);
    }
    return rows == picture.rows()
        ? narrowed
        : resized(narrowed, new Taps(picture.rows(), rows), rows, columns, true);
  }

  private static Picture resized(Picture in, Taps taps, int rows, int columns, boolean alongRows) {
    byte[] levels = new byte[rows * columns * 3];
    for (int row = 0, i = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int[] weights = taps.weights[alongRows ? row : column];
        int firstRow = alongRows ? taps.first[row] : row;
        int firstColumn = alongRows ? column : taps.first[column];
        int nextRow = alongRows ? 1 : 0;
        for (int channel = 0; channel < 3; channel++) {
          int sum = 1 << (PRECISION_BITS - 1);
          for (int k = 0; k < weights.length; k++) {
            int level = in.level(channel, firstRow + k * nextRow, firstColumn + k * (1 - nextRow));
            sum += weights[k] * level;
          }
          levels[i++] = (byte) Math.min(255, Math.max(0, sum >> PRECISION_BITS));
        }
      }
    }
    return new Picture(rows, columns, levels);
  }
}
