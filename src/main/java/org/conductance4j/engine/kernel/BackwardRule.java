package org.conductance4j.engine.kernel;

/**
 * Replaces an operation's own vjp, as guided backpropagation does at each ReLU. What it computes is
 * no derivative in general: it need not agree with the jvp.
 */
@FunctionalInterface
public interface BackwardRule {

  /**
   * Plans a contribution to the gradient of each input from the gradient of the output. It may read
   * the values of inputs and output, which are kept.
   *
   * @param own has the operation's own vjp, which may be planned once
   */
  void planVjp(Binder binder, Operation operation, Kernel own);
}
