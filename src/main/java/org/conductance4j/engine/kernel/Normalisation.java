package org.conductance4j.engine.kernel;

import java.util.List;

/**
 * Each row of channels divided by the root of its mean square plus ε, less its mean before if it is
 * centred: layer normalisation and its variants, before scale and shift.
 */
public final class Normalisation extends Operation {

  private final double epsilon;
  private final boolean centred;

  public Normalisation(Value input, Value output, double epsilon, boolean centred) {
    super(List.of(input), output);
    this.epsilon = epsilon;
    this.centred = centred;
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  /** Turns a row into y, and returns the root. */
  private double normalise(double[] row) {
    double mean = centred ? sum(row) / row.length : 0;
    for (int i = 0; i < row.length; i++) {
      row[i] -= mean;
    }
    double root = Math.sqrt(product(row, row) / row.length + epsilon);
    double scale = 1 / root;
    for (int i = 0; i < row.length; i++) {
      row[i] *= scale;
    }
    return root;
  }

  /** The Jacobian (1 − 1/n − y yᵀ/n) / root is symmetric: vjp and jvp are one. */
  private void derive(double[] row, double[] change) {
    double scale = 1 / normalise(row);
    double mean = centred ? sum(change) / row.length : 0;
    double along = product(row, change) / row.length;
    for (int i = 0; i < row.length; i++) {
      change[i] = (change[i] - mean - row[i] * along) * scale;
    }
  }

  /** In four sums, of which none waits for another. */
  private static double sum(double[] row) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < row.length - 3; i += 4) {
      a += row[i];
      b += row[i + 1];
      c += row[i + 2];
      d += row[i + 3];
    }
    for (; i < row.length; i++) {
      a += row[i];
    }
    return a + b + (c + d);
  }

  private static double product(double[] x, double[] y) {
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

  private final class Bound implements Kernel {

    private final Binder binder;
    private final int width = input().channels();

    Bound(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.output(Normalisation.this);
      eachRow(
          at -> {
            double[] row = new double[width];
            from.read(at, row, 0, width);
            normalise(row);
            to.write(at, row, 0, width);
          });
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contributeInPlace(Normalisation.this, 0, into -> derivative(out, into));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      derivative(from, binder.tangentInPlaceOf(Normalisation.this, 0));
    }

    private void derivative(Buffer from, Buffer to) {
      Buffer point = binder.value(input());
      eachRow(
          at -> {
            double[] row = new double[width];
            double[] change = new double[width];
            point.read(at, row, 0, width);
            from.read(at, change, 0, width);
            derive(row, change);
            to.write(at, change, 0, width);
          });
    }

    private void eachRow(RowTask task) {
      int rows = binder.batch() * input().positions();
      binder.hostStep(() -> Threads.each(rows, row -> task.run((long) row * width)));
    }
  }

  @FunctionalInterface
  private interface RowTask {
    void run(long at);
  }
}
