package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.model.onnx.OnnxNode;
import org.jspecify.annotations.Nullable;

/** A node with its inputs, of which some depend on the explained one. */
final class DataOperands {

  private final OnnxNode node;
  private final List<@Nullable Data> data;
  private final Operands operands;

  /**
   * Makes the operands.
   *
   * @param data the inputs that depend on the explained one; null for others
   * @param arrays the inputs that do not; null for others
   */
  DataOperands(
      OnnxNode node,
      List<? extends @Nullable Data> data,
      List<? extends @Nullable HostArray> arrays) {
    this.node = node;
    this.data = new ArrayList<>(data);
    this.operands = new Operands(node, arrays, dims(0, data, arrays));
  }

  private static int[] dims(
      int index, List<? extends @Nullable Data> data, List<? extends @Nullable HostArray> arrays) {
    Data one = data.get(index);
    HostArray array = arrays.get(index);
    return one != null ? one.dims() : array == null ? new int[0] : array.dims();
  }

  OnnxNode node() {
    return node;
  }

  /** The same node with the constants alone. */
  Operands operands() {
    return operands;
  }

  int count() {
    return data.size();
  }

  /** An input that depends on the explained one, or null. */
  @Nullable Data dataOrNull(int index) {
    return index < data.size() ? data.get(index) : null;
  }

  boolean isData(int index) {
    return dataOrNull(index) != null;
  }

  Data data(int index) {
    Data one = dataOrNull(index);
    if (one == null) {
      throw new IllegalArgumentException(
          "a constant input " + (index + 1) + " beside one that depends on the explained input");
    }
    return one;
  }

  Data first() {
    return data(0);
  }

  /** A tensor of an input, made of a constant if it is one. */
  Data asData(Tensors tensors, int index) {
    Data one = dataOrNull(index);
    return one == null ? tensors.constant(operands.constant(index)) : one;
  }

  Known known(int index) {
    Data one = dataOrNull(index);
    return one == null ? operands.constant(index) : one;
  }

  HostArray constant(int index) {
    return operands.constant(index);
  }

  boolean has(int index) {
    return operands.has(index);
  }
}
