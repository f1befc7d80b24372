package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.model.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/** A node with what its inputs are, as far as they do not depend on the explained input. */
final class Operands {

  private final OnnxNode node;
  private final List<@Nullable HostArray> arrays;
  private final int[] dims;

  /**
   * Makes the operands.
   *
   * @param arrays the inputs; null where one depends on the explained input or is left out
   * @param dims extents of the first input, whatever it is
   */
  Operands(OnnxNode node, List<? extends @Nullable HostArray> arrays, int... dims) {
    this.node = node;
    this.arrays = new ArrayList<>(arrays);
    this.dims = dims;
  }

  OnnxNode node() {
    return node;
  }

  /** Extents of the first input. */
  int[] dims() {
    return dims.clone();
  }

  int count() {
    return arrays.size();
  }

  boolean has(int index) {
    return !node.input(index).isEmpty();
  }

  @Nullable HostArray array(int index) {
    return index < arrays.size() ? arrays.get(index) : null;
  }

  /** An input that must not depend on the explained one. */
  HostArray constant(int index) {
    HostArray array = array(index);
    if (array == null) {
      throw new IllegalArgumentException(
          has(index)
              ? "input " + (index + 1) + " that depends on the explained input"
              : "no input " + (index + 1));
    }
    return array;
  }

  HostArray first() {
    return constant(0);
  }

  /** Integers of an attribute, in older versions, or of an input; null where there is neither. */
  int @Nullable [] ints(String attribute, int index) {
    int[] own = node.integers(attribute);
    if (own != null) {
      return own;
    }
    return has(index) ? constant(index).ints() : null;
  }
}
