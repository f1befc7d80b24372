package org.conductance4j.engine.lowering.onnx;

import java.util.List;

/** Lowers one kind of node of which at least one input depends on the explained one. */
@FunctionalInterface
interface DataRule {

  /**
   * Adds the node's operations.
   *
   * @return one tensor for each of its outputs that is needed
   */
  List<Data> lower(Tensors tensors, DataOperands of);
}
