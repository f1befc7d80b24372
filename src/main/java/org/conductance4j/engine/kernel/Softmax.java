package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax over the channels of each position. Its Jacobian is symmetric: vjp and jvp are one. */
public final class Softmax extends PlainOperation {

  private static final int BLOCK = 4;

  /**
   * ND4J's softmax in float64 subtracts the largest number of a row only if it is positive. Below
   * this the exponentials lose digits, and from −745 on they are all 0.
   */
  private static final double LOW = -600;

  public Softmax(Value input, Value output) {
    super(List.of(input), output);
  }

  /** Whether it is over each of several positions by itself. */
  public boolean isAtPositions() {
    return output().rank() > 2 && output().positions() > 1;
  }

  @Override
  boolean derivativeReadsOutput() {
    return true;
  }

  @Override
  void planForward(Binder binder) {
    Buffer from = binder.value(input());
    Buffer to = binder.output(this);
    INDArray x = binder.matrix(from, input());
    INDArray y = binder.matrix(to, output());
    if (binder.precision() != Precision.FLOAT64) {
      binder.call("softmax", arrays(x), arrays(y), 1);
      return;
    }
    int width = output().channels();
    double[][] low = new double[binder.batch() * output().positions()][];
    binder.hostStep(
        () -> Threads.share(low.length, (first, end) -> keep(from, low, first, end, width)));
    binder.call("softmax", arrays(x), arrays(y), 1);
    binder.hostStep(
        () -> {
          for (int row = 0; row < low.length; row++) {
            if (low[row] != null) {
              to.write((long) row * width, low[row], 0, width);
            }
          }
        });
  }

  /** Computes the rows that ND4J's operation cannot, which may overwrite its input. */
  private static void keep(Buffer from, double[][] low, int first, int end, int width) {
    double[] numbers = new double[width];
    for (int row = first; row < end; row++) {
      from.read((long) row * width, numbers, 0, width);
      double most = Arrays.stream(numbers).max().orElse(0);
      low[row] = most >= LOW || most == Double.NEGATIVE_INFINITY ? null : shares(numbers, most);
    }
  }

  private static double[] shares(double[] numbers, double most) {
    double[] shares = Arrays.stream(numbers).map(each -> Math.exp(each - most)).toArray();
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> derivative(binder, out, into));
  }

  @Override
  void planJvp(Binder binder) {
    derivative(binder, binder.tangent(input()), binder.tangentOutput(this));
  }

  private void derivative(Binder binder, Buffer from, Buffer to) {
    int rows = binder.batch() * output().positions();
    int width = output().channels();
    Buffer probabilities = binder.value(output());
    int blocks = (rows + BLOCK - 1) / BLOCK;
    binder.hostStep(
        () ->
            Threads.share(
                blocks,
                (first, end) -> {
                  double[] p = new double[BLOCK * width];
                  double[] u = new double[BLOCK * width];
                  for (int block = first; block < end; block++) {
                    int count = Math.min(BLOCK, rows - block * BLOCK);
                    long at = (long) block * BLOCK * width;
                    probabilities.read(at, p, 0, count * width);
                    from.read(at, u, 0, count * width);
                    derive(p, u, width);
                    to.write(at, u, 0, count * width);
                  }
                }));
  }

  /** The means of several rows at once, since each waits for its sum at every number. */
  private static void derive(double[] p, double[] u, int width) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = 0; i < width; i++) {
      a += p[i] * u[i];
      b += p[width + i] * u[width + i];
      c += p[2 * width + i] * u[2 * width + i];
      d += p[3 * width + i] * u[3 * width + i];
    }
    double[] means = {a, b, c, d};
    for (int row = 0; row < BLOCK; row++) {
      double mean = means[row];
      boolean masked = Double.isNaN(p[row * width]); // wholly: what follows replaces the row
      for (int i = row * width; i < (row + 1) * width; i++) {
        u[i] = masked ? 0 : p[i] * (u[i] - mean);
      }
    }
  }
}
