package org.conductance4j.engine.kernel;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A linear operation whose bias costs a loop of its own, which the next operation can save. */
interface Biased {

  /**
   * What is added to each channel in a loop of its own.
   *
   * @return (output channel), or null if nothing is or if it costs nothing
   */
  @Nullable INDArray separateBias();

  /** This operation without its bias. */
  Operation withoutBias();
}
