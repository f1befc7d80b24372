package org.conductance4j.engine.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A linear operation into which a following scale and shift of the channels can be folded. */
interface Foldable {

  /**
   * This operation followed by {@code scale * . + shift}, as one.
   *
   * @param scale (output channel), not modified
   * @param shift (output channel), not modified
   * @param newOutput the value that the result defines
   */
  Operation folded(INDArray scale, INDArray shift, Value newOutput);
}
