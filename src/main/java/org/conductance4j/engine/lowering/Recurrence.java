package org.conductance4j.engine.lowering;

import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The product that leads from one time to the next, with one set of weights for all times. */
public final class Recurrence {

  private final ProgramBuilder builder;
  private final INDArray weights;
  private @Nullable Dense product;

  /**
   * Prepares.
   *
   * @param weights (unit, output), in the program's precision
   */
  public Recurrence(ProgramBuilder builder, INDArray weights) {
    this.builder = builder;
    this.weights = weights;
  }

  /** Emits the product of the state of a time. */
  public Value of(Value state) {
    Value out = Value.flat((int) weights.size(1));
    Dense known = product;
    product = known == null ? new Dense(state, out, weights, null) : known.repeated(state, out);
    return builder.add(product);
  }
}
