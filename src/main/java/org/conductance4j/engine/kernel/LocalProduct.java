package org.conductance4j.engine.kernel;

import java.util.List;
import java.util.function.IntConsumer;

/** A matrix product with weights of its own at each position: y_p = x_p W_p. */
public final class LocalProduct extends Operation {

  private final double[] weights;

  /**
   * Defines products of an input (position, feature).
   *
   * @param weights (position, input feature, output feature), not modified
   */
  public LocalProduct(Value input, Value output, double[] weights) {
    super(List.of(input), output);
    this.weights = weights.clone();
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final int positions = input().positions();
    private final int features = input().channels();
    private final int outputs = output().channels();

    Bound(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      multiply(binder.value(input()), binder.output(LocalProduct.this));
    }

    @Override
    public void planJvp() {
      multiply(binder.tangent(input()), binder.tangentOutput(LocalProduct.this));
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contribute(LocalProduct.this, 0, into -> multiplyTransposed(out, into));
    }

    private void multiply(Buffer from, Buffer to) {
      eachPosition(
          position -> {
            double[] x = new double[features];
            double[] y = new double[outputs];
            from.read((long) position * features, x, 0, features);
            int start = position % positions * features * outputs;
            for (int i = 0; i < features; i++) {
              for (int o = 0; o < outputs; o++) {
                y[o] += x[i] * weights[start + i * outputs + o];
              }
            }
            to.write((long) position * outputs, y, 0, outputs);
          });
    }

    private void multiplyTransposed(Buffer from, Buffer to) {
      eachPosition(
          position -> {
            double[] x = new double[features];
            double[] y = new double[outputs];
            from.read((long) position * outputs, y, 0, outputs);
            int start = position % positions * features * outputs;
            for (int i = 0; i < features; i++) {
              for (int o = 0; o < outputs; o++) {
                x[i] += y[o] * weights[start + i * outputs + o];
              }
            }
            to.write((long) position * features, x, 0, features);
          });
    }

    private void eachPosition(IntConsumer work) {
      int all = binder.batch() * positions;
      binder.hostStep(() -> Threads.each(all, work));
    }
  }
}
