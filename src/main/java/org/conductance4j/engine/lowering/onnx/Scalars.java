package org.conductance4j.engine.lowering.onnx;

/** Functions of one number that neither Java nor ND4J has. */
final class Scalars {

  private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

  private Scalars() {}

  /**
   * The error function to about 1e-15: its series near 0, else by a continued fraction of its
   * complement.
   *
   * <p>Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.
   */
  static double erf(double x) {
    double size = Math.abs(x);
    if (Double.isNaN(x) || size == 0) {
      return x;
    }
    if (size > 6) {
      return Math.signum(x);
    }
    if (size < 2.5) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / 2.0 / (size + fraction);
    }
    double rest = Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction);
    return Math.signum(x) * (1 - rest);
  }

  static double erfSlope(double x) {
    return TWO_OVER_ROOT_PI * Math.exp(-x * x);
  }
}
