package org.conductance4j.engine.kernel;

import java.util.List;

/**
 * A value that does not depend on the input, such as a skip connection that bypasses a layer whose
 * activation is changed. Its derivatives are 0.
 */
public final class ConstantOperation extends PlainOperation {

  private final double[] constant;

  /**
   * Defines the operation.
   *
   * @param source what the program begins with; not read
   * @param constant one example in the source's axis order; not modified
   */
  public ConstantOperation(Value source, Value output, double[] constant) {
    super(List.of(source), output);
    if (constant.length != output.length()) {
      throw new IllegalArgumentException(
          "fixed value: needs " + output.length() + " numbers, got " + constant.length);
    }
    this.constant = constant.clone();
  }

  @Override
  void planForward(Binder binder) {
    Buffer to = binder.output(this);
    binder.hostStep(
        () -> {
          for (int row = 0; row < binder.batch(); row++) {
            Transposition.write(to, output(), row, constant);
          }
        });
  }

  @Override
  void planVjp(Binder binder) {
    binder.contribute(this, 0, into -> clear(binder, into, input()));
  }

  @Override
  void planJvp(Binder binder) {
    clear(binder, binder.tangentOutput(this), output());
  }

  private void clear(Binder binder, Buffer buffer, Value value) {
    var all = buffer.as(binder.length(value));
    binder.step(() -> all.assign(0));
  }
}
