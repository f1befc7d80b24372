package org.conductance4j.engine.kernel;

/** A differentiable function of one number, as calls over whole buffers. */
public interface PointwiseFunction {

  /** Whether its value jumps somewhere, which no derivative shows. */
  default boolean jumps() {
    return false;
  }

  /** Whether the derivative is computed from the function's value; else from its argument. */
  boolean derivativeFromOutput();

  /** Plans {@code to = f(from)}; both may be the same buffer. */
  void planValue(Binder binder, Buffer from, Buffer to, long length);

  /** Plans the derivative from the value or the argument; both may be the same buffer. */
  void planDerivative(Binder binder, Buffer known, Buffer to, long length);
}
