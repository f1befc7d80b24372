package org.conductance4j.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The product that leads from one time to the next, with one set of weights for all times. */
final class Recurrence {

  private final Emitter emitter;
  private final INDArray weights;
  private @Nullable Dense product;

  /**
   * Prepares.
   *
   * @param weights (unit, output), in the program's precision
   */
  Recurrence(Emitter emitter, INDArray weights) {
    this.emitter = emitter;
    this.weights = weights;
  }

  /** Emits the product of the state of a time. */
  Value of(Value state) {
    Value out = Value.flat((int) weights.size(1));
    Dense known = product;
    product = known == null ? new Dense(state, out, weights, null) : known.repeated(state, out);
    return emitter.add(product);
  }
}
