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
    double mean = centred ? mean(row) : 0;
    double squares = 0;
    for (int i = 0; i < row.length; i++) {
      row[i] -= mean;
      squares += row[i] * row[i];
    }
    double root = Math.sqrt(squares / row.length + epsilon);
    for (int i = 0; i < row.length; i++) {
      row[i] /= root;
    }
    return root;
  }

  /** The Jacobian (1 − 1/n − y yᵀ/n) / root is symmetric: vjp and jvp are one. */
  private void derive(double[] row, double[] change) {
    double root = normalise(row);
    double mean = centred ? mean(change) : 0;
    double along = 0;
    for (int i = 0; i < row.length; i++) {
      along += row[i] * change[i] / row.length;
    }
    for (int i = 0; i < row.length; i++) {
      change[i] = (change[i] - mean - row[i] * along) / root;
    }
  }

  private static double mean(double[] row) {
    double sum = 0;
    for (double number : row) {
      sum += number;
    }
    return sum / row.length;
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
