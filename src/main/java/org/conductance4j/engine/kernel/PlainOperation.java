package org.conductance4j.engine.kernel;

import java.util.List;

/** An operation that keeps nothing of its own for a batch beyond the binder's buffers. */
abstract class PlainOperation extends Operation {

  PlainOperation(List<Value> inputs, Value output) {
    super(inputs, output);
  }

  /** As {@link Kernel#planForward}. */
  abstract void planForward(Binder binder);

  /** As {@link Kernel#planVjp}. */
  abstract void planVjp(Binder binder);

  /** As {@link Kernel#planJvp}. */
  abstract void planJvp(Binder binder);

  @Override
  public final Kernel bind(Binder binder) {
    return new Kernel() {
      @Override
      public void planForward() {
        PlainOperation.this.planForward(binder);
      }

      @Override
      public void planVjp() {
        PlainOperation.this.planVjp(binder);
      }

      @Override
      public void planJvp() {
        PlainOperation.this.planJvp(binder);
      }
    };
  }
}
