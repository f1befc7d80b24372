package org.conductance4j.engine.kernel;

import java.util.List;

/**
 * Each position's channels minus their mean, divided by their standard deviation (of the
 * population, with nothing added to it): layer normalisation before gain and bias. Where all
 * channels are equal, the output and its derivative are 0.
 */
public final class Standardisation extends PlainOperation {

  public Standardisation(Value input, Value output) {
    super(List.of(input), output);
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  /** Turns one position's numbers into others; the first array is not modified. */
  @FunctionalInterface
  private interface RowFunction {
    void apply(double[] x, double[] row);
  }

  private static void standardise(double[] x, double[] row) {
    double mean = mean(x);
    double deviation = deviation(x, mean);
    for (int i = 0; i < x.length; i++) {
      row[i] = deviation > 0 ? (x[i] - mean) / deviation : 0;
    }
  }

  /** The Jacobian (1 − 1/n − y yᵀ/n) / σ is symmetric: vjp and jvp are one. */
  private static void derive(double[] x, double[] row) {
    double mean = mean(x);
    double deviation = deviation(x, mean);
    double meanOfRow = mean(row);
    double covariance = 0;
    for (int i = 0; i < x.length; i++) {
      covariance += (x[i] - mean) * row[i] / x.length;
    }
    double slope = covariance / (deviation * deviation);
    for (int i = 0; i < x.length; i++) {
      row[i] = deviation > 0 ? (row[i] - meanOfRow - (x[i] - mean) * slope) / deviation : 0;
    }
  }

  private static double mean(double[] x) {
    double sum = 0;
    for (double number : x) {
      sum += number;
    }
    return sum / x.length;
  }

  private static double deviation(double[] x, double mean) {
    double sum = 0;
    for (double number : x) {
      sum += (number - mean) * (number - mean);
    }
    return Math.sqrt(sum / x.length);
  }

  @Override
  void planForward(Binder binder) {
    Buffer from = binder.value(input());
    rows(binder, from, from, binder.output(this), Standardisation::standardise);
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contributeInPlace(this, 0, into -> derivative(binder, out, into));
  }

  @Override
  void planJvp(Binder binder) {
    Buffer from = binder.tangent(input());
    derivative(binder, from, binder.tangentInPlaceOf(this, 0));
  }

  private void derivative(Binder binder, Buffer from, Buffer to) {
    rows(binder, binder.value(input()), from, to, Standardisation::derive);
  }

  private void rows(Binder binder, Buffer at, Buffer from, Buffer to, RowFunction function) {
    int rows = binder.batch() * input().positions();
    int width = input().channels();
    binder.hostStep(
        () ->
            Threads.each(
                rows,
                row -> {
                  double[] x = new double[width];
                  double[] numbers = new double[width];
                  at.read((long) row * width, x, 0, width);
                  from.read((long) row * width, numbers, 0, width);
                  function.apply(x, numbers);
                  to.write((long) row * width, numbers, 0, width);
                }));
  }
}
