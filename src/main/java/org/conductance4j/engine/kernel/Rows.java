package org.conductance4j.engine.kernel;

/** Sums over rows of numbers, each in four sums of which none waits for another. */
final class Rows {

  private Rows() {}

  static double sum(float[] x, int at, int width) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = at + width;
    int i = at;
    for (; i < end - 3; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < end; i++) {
      a += x[i];
    }
    return a + b + (c + d);
  }

  static double product(float[] x, float[] y, int at, int width) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = at + width;
    int i = at;
    for (; i < end - 3; i += 4) {
      a += (double) x[i] * y[i];
      b += (double) x[i + 1] * y[i + 1];
      c += (double) x[i + 2] * y[i + 2];
      d += (double) x[i + 3] * y[i + 3];
    }
    for (; i < end; i++) {
      a += (double) x[i] * y[i];
    }
    return a + b + (c + d);
  }

  static double sum(double[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i];
    }
    return a + b + (c + d);
  }

  static double product(double[] x, double[] y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * y[i];
    }
    return a + b + (c + d);
  }
}
