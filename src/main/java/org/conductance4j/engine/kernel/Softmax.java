package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Precision;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax over the channels of each position. Its Jacobian is symmetric: vjp and jvp are one. */
public final class Softmax extends PlainOperation {

  private static final int BLOCK = 4;

  /** Numbers of single precision that are worked on at once. */
  private static final int CHUNK = 1 << 12;

  /**
   * ND4J's softmax in float64 subtracts the largest number of a row only if it is positive. Below
   * this the exponentials lose digits, and from −745 on they are all 0.
   */
  private static final double LOW = -600;

  /** Whether a row without any number above −∞ is all zeros; else it is all NaN. */
  private final boolean isGuarded;

  public Softmax(Value input, Value output) {
    this(input, output, false);
  }

  private Softmax(Value input, Value output, boolean isGuarded) {
    super(List.of(input), output);
    this.isGuarded = isGuarded;
  }

  /** The same with zeros in place of NaN. */
  Softmax guarded(Value newOutput) {
    return new Softmax(input(), newOutput, true);
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
    int width = output().channels();
    int rows = binder.batch() * output().positions();
    if (binder.precision() == Precision.FLOAT64) {
      inDouble(binder, from, to, new double[rows][]);
    } else {
      binder.call(
          "softmax", arrays(binder.matrix(from, input())), arrays(binder.matrix(to, output())), 1);
    }
    if (isGuarded) {
      binder.hostStep(() -> Threads.share(rows, (first, end) -> guard(to, first, end, width)));
    }
  }

  /** Zeros in rows of NaN. */
  private static void guard(Buffer to, int first, int end, int width) {
    ByteBuffer numbers = to.bytes();
    int size = to.precision().bytes();
    for (int row = first; row < end; row++) {
      int at = row * width * size;
      double number = size == Float.BYTES ? numbers.getFloat(at) : numbers.getDouble(at);
      if (Double.isNaN(number)) {
        to.write((long) row * width, new double[width], 0, width);
      }
    }
  }

  private void inDouble(Binder binder, Buffer from, Buffer to, double[]... low) {
    int width = output().channels();
    binder.hostStep(
        () -> Threads.share(low.length, (first, end) -> keep(from, low, first, end, width)));
    INDArray x = binder.matrix(from, input());
    INDArray y = binder.matrix(to, output());
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
    if (isAtPositions() && binder.precision() == Precision.FLOAT32) {
      inSingle(binder, probabilities, from, to);
      return;
    }
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

  /** Attention has so many rows that reading them as doubles would take most of the time. */
  private void inSingle(Binder binder, Buffer probabilities, Buffer from, Buffer to) {
    int rows = binder.batch() * output().positions();
    int width = output().channels();
    int each = Math.max(1, CHUNK / width);
    binder.hostStep(
        () ->
            Threads.share(
                (rows + each - 1) / each,
                (first, end) -> {
                  float[] p = new float[each * width];
                  float[] u = new float[each * width];
                  for (int block = first; block < end; block++) {
                    int length = Math.min(each, rows - block * each) * width;
                    long at = (long) block * each * width;
                    probabilities.read(at, p, length);
                    from.read(at, u, length);
                    for (int row = 0; row < length; row += width) {
                      derive(p, u, row, width);
                    }
                    to.write(at, u, length);
                  }
                }));
  }

  private static void derive(float[] p, float[] u, int at, int width) {
    if (Float.isNaN(p[at])) {
      Arrays.fill(u, at, at + width, 0);
      return;
    }
    float mean = (float) Rows.product(p, u, at, width);
    for (int i = at; i < at + width; i++) {
      u[i] = p[i] * (u[i] - mean);
    }
  }
}
