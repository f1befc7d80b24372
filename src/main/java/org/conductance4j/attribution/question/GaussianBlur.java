package org.conductance4j.attribution.question;

/** A separable Gaussian blur of the last two axes, mirrored at the edges. */
final class GaussianBlur {

  /** The largest sigma: more would blur nothing further and take long. */
  static final int WIDEST = 1000;

  private static final double REACH = 4;

  private GaussianBlur() {}

  /** The blurred copy of values of a shape whose last two axes are rows and columns. */
  static double[] of(double[] values, int[] shape, double sigma) {
    int rows = shape[shape.length - 2];
    int columns = shape[shape.length - 1];
    double[] kernel = kernel(sigma);
    double[] across = along(values, kernel, columns, 1);
    return along(across, kernel, rows, columns);
  }

  private static double[] kernel(double sigma) {
    int reach = (int) Math.ceil(REACH * sigma);
    double[] kernel = new double[2 * reach + 1];
    double sum = 0;
    for (int k = -reach; k <= reach; k++) {
      kernel[k + reach] = Math.exp(-0.5 * k * k / (sigma * sigma));
      sum += kernel[k + reach];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }

  /** Convolves along the axis of a given extent and stride. */
  private static double[] along(double[] values, double[] kernel, int extent, int stride) {
    double[] blurred = new double[values.length];
    int reach = kernel.length / 2;
    for (int i = 0; i < values.length; i++) {
      int place = i / stride % extent;
      double sum = 0;
      for (int k = -reach; k <= reach; k++) {
        sum += kernel[k + reach] * values[i + (mirror(place + k, extent) - place) * stride];
      }
      blurred[i] = sum;
    }
    return blurred;
  }

  private static int mirror(int place, int extent) {
    int folded = Math.floorMod(place, 2 * extent);
    return folded < extent ? folded : 2 * extent - 1 - folded;
  }
}
