package org.conductance4j.engine.kernel;

import java.util.List;
import org.conductance4j.array.Precision;

/**
 * Each row of channels divided by the root of its mean square plus ε, less its mean before if it is
 * centred: layer normalisation and its variants, before scale and shift.
 */
public final class Normalisation extends Operation {

  /** Numbers that are worked on at once. */
  private static final int CHUNK = 1 << 12;

  private final double epsilon;
  private final boolean centred;

  public Normalisation(Value input, Value output, double epsilon, boolean centred) {
    super(List.of(input), output);
    this.epsilon = epsilon;
    this.centred = centred;
  }

  @Override
  boolean derivativeReadsOutput() {
    return true;
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  /** Turns a row into y, and returns the root. */
  private double normalise(double[] row) {
    double mean = centred ? Rows.sum(row) / row.length : 0;
    for (int i = 0; i < row.length; i++) {
      row[i] -= mean;
    }
    double root = Math.sqrt(Rows.product(row, row) / row.length + epsilon);
    double scale = 1 / root;
    for (int i = 0; i < row.length; i++) {
      row[i] *= scale;
    }
    return root;
  }

  private double normalise(float[] rows, int at, int width) {
    float mean = centred ? (float) (Rows.sum(rows, at, width) / width) : 0;
    for (int i = at; i < at + width; i++) {
      rows[i] -= mean;
    }
    double root = Math.sqrt(Rows.product(rows, rows, at, width) / width + epsilon);
    float scale = (float) (1 / root);
    for (int i = at; i < at + width; i++) {
      rows[i] *= scale;
    }
    return root;
  }

  /** The Jacobian (1 − 1/n − y yᵀ/n) / root is symmetric: vjp and jvp are one. */
  private void derive(double[] y, double[] change, double root) {
    double mean = centred ? Rows.sum(change) / y.length : 0;
    double along = Rows.product(y, change) / y.length;
    for (int i = 0; i < y.length; i++) {
      change[i] = (change[i] - mean - y[i] * along) / root;
    }
  }

  private void derive(float[] y, float[] changes, int at, int width, double root) {
    float scale = (float) (1 / root);
    float mean = centred ? (float) (Rows.sum(changes, at, width) / width) : 0;
    float along = (float) (Rows.product(y, changes, at, width) / width);
    for (int i = at; i < at + width; i++) {
      changes[i] = (changes[i] - mean - y[i] * along) * scale;
    }
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final int width = input().channels();

    /** Of each row, at the point of the last forward pass. */
    private final double[] roots;

    Bound(Binder binder) {
      this.binder = binder;
      this.roots = new double[binder.batch() * input().positions()];
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.outputInPlaceOf(Normalisation.this, 0);
      if (binder.precision() == Precision.FLOAT32) {
        eachChunk(
            (first, count) -> {
              long at = (long) first * width;
              float[] x = new float[count * width];
              from.read(at, x);
              for (int row = 0; row < count; row++) {
                roots[first + row] = normalise(x, row * width, width);
              }
              to.write(at, x);
            });
        return;
      }
      eachChunk(
          (first, count) -> {
            double[] x = new double[width];
            for (int row = first; row < first + count; row++) {
              long at = (long) row * width;
              from.read(at, x, 0, width);
              roots[row] = normalise(x);
              to.write(at, x, 0, width);
            }
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
      Buffer value = binder.value(output());
      if (binder.precision() == Precision.FLOAT32) {
        eachChunk(
            (first, count) -> {
              long at = (long) first * width;
              float[] y = new float[count * width];
              float[] changes = new float[count * width];
              value.read(at, y);
              from.read(at, changes);
              for (int row = 0; row < count; row++) {
                derive(y, changes, row * width, width, roots[first + row]);
              }
              to.write(at, changes);
            });
        return;
      }
      eachChunk(
          (first, count) -> {
            double[] y = new double[width];
            double[] change = new double[width];
            for (int row = first; row < first + count; row++) {
              long at = (long) row * width;
              value.read(at, y, 0, width);
              from.read(at, change, 0, width);
              derive(y, change, roots[row]);
              to.write(at, change, 0, width);
            }
          });
    }

    private void eachChunk(Threads.Range task) {
      int each = Math.max(1, CHUNK / width);
      int chunks = (roots.length + each - 1) / each;
      binder.hostStep(
          () ->
              Threads.share(
                  chunks,
                  (first, end) -> {
                    for (int row = first * each; row < end * each; row += each) {
                      task.each(row, Math.min(each, roots.length - row));
                    }
                  }));
    }
  }
}
