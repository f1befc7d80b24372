package org.conductance4j.engine.kernel;

/**
 * An operation bound to a batch. Each method is called once, while the binding is planned, and adds
 * the calls of one pass to the binder; nothing is computed then.
 */
public interface Kernel {

  /** Plans the value of the output from the values of the inputs. */
  void planForward();

  /** Plans what both derivatives need and what depends on the point alone, such as masks. */
  default void planPrepare() {}

  /** Plans the gradients of the inputs from the gradient of the output. */
  void planVjp();

  /** Plans the tangent of the output from the tangents of the inputs. */
  void planJvp();
}
