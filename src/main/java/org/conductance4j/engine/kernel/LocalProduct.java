package org.conductance4j.engine.kernel;

import java.util.List;
import java.util.function.IntConsumer;

/** A matrix product with weights of its own at each position: y_p = x_p W_p. */
public final class LocalProduct extends PlainOperation {

  private final double[] weights;
  private final int positions;
  private final int features;
  private final int outputs;

  /**
   * Defines products of an input (position, feature).
   *
   * @param weights (position, input feature, output feature), not modified
   */
  public LocalProduct(Value input, Value output, double[] weights) {
    super(List.of(input), output);
    this.weights = weights.clone();
    this.positions = input.positions();
    this.features = input.channels();
    this.outputs = output.channels();
  }

  @Override
  void planForward(Binder binder) {
    multiply(binder, binder.value(input()), binder.output(this));
  }

  @Override
  void planJvp(Binder binder) {
    multiply(binder, binder.tangent(input()), binder.tangentOutput(this));
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> multiplyTransposed(binder, out, into));
  }

  private void multiply(Binder binder, Buffer from, Buffer to) {
    eachPosition(
        binder,
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

  private void multiplyTransposed(Binder binder, Buffer from, Buffer to) {
    eachPosition(
        binder,
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

  private void eachPosition(Binder binder, IntConsumer work) {
    int all = binder.batch() * positions;
    binder.hostStep(() -> Threads.each(all, work));
  }
}
