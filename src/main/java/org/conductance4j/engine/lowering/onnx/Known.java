package org.conductance4j.engine.lowering.onnx;

/** What a tensor of the file is: one that depends on the explained input, or an array. */
sealed interface Known permits Data, HostArray {

  /** {@return a copy of its extents} */
  int[] dims();
}
