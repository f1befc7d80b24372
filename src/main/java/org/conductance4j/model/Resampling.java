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
    Picture narrowed =
        columns == picture.columns()
            ? picture
            : alongColumns(picture, new Taps(picture.columns(), columns), columns);
    return rows == picture.rows()
        ? narrowed
        : alongRows(narrowed, new Taps(picture.rows(), rows), rows);
  }

  private static Picture alongColumns(Picture in, Taps taps, int columns) {
    byte[] levels = new byte[in.rows() * columns * 3];
    for (int row = 0, i = 0; row < in.rows(); row++) {
      for (int column = 0; column < columns; column++) {
        int[] weights = taps.weights[column];
        for (int channel = 0; channel < 3; channel++) {
          int sum = 1 << (PRECISION_BITS - 1);
          for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * in.level(channel, row, taps.first[column] + k);
          }
          levels[i++] = level(sum);
        }
      }
    }
    return new Picture(in.rows(), columns, levels);
  }

  private static Picture alongRows(Picture in, Taps taps, int rows) {
    byte[] levels = new byte[rows * in.columns() * 3];
    for (int row = 0, i = 0; row < rows; row++) {
      int[] weights = taps.weights[row];
      for (int column = 0; column < in.columns(); column++) {
        for (int channel = 0; channel < 3; channel++) {
          int sum = 1 << (PRECISION_BITS - 1);
          for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * in.level(channel, taps.first[row] + k, column);
          }
          levels[i++] = level(sum);
        }
      }
    }
    return new Picture(rows, in.columns(), levels);
  }

  private static byte level(int sum) {
    return (byte) Math.min(255, Math.max(0, sum >> PRECISION_BITS));
  }
}
