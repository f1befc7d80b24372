package org.conductance4j.engine.kernel;

/** A matrix product with weights of its own at each position: y_p = x_p W_p. */
public final class LocalProduct extends LinearOperation {

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
    super(input, output);
    this.weights = weights.clone();
    this.positions = input.positions();
    this.features = input.channels();
    this.outputs = output.channels();
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> multiplyTransposed(binder, out, into));
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    binder.eachRow(
        binder.batch() * positions,
        from,
        features,
        to,
        outputs,
        (position, x, y) -> {
          int start = position % positions * features * outputs;
          for (int i = 0; i < features; i++) {
            for (int o = 0; o < outputs; o++) {
              y[o] += x[i] * weights[start + i * outputs + o];
            }
          }
        });
  }

  private void multiplyTransposed(Binder binder, Buffer from, Buffer to) {
    binder.eachRow(
        binder.batch() * positions,
        from,
        outputs,
        to,
        features,
        (position, y, x) -> {
          int start = position % positions * features * outputs;
          for (int i = 0; i < features; i++) {
            for (int o = 0; o < outputs; o++) {
              x[i] += y[o] * weights[start + i * outputs + o];
            }
          }
        });
  }
}
