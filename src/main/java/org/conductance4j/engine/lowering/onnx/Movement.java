package org.conductance4j.engine.lowering.onnx;

import org.jspecify.annotations.Nullable;

/**
 * What an operation that only moves numbers does: element i of its output is element {@code
 * index[i]} of its input, both row-major.
 */
final class Movement {

  private final int[] dims;
  private final int @Nullable [] index;
  private final double fill;

  Movement(int[] dims, int[] index) {
    this(dims, index, 0);
  }

  /** The same elements under other extents. */
  private Movement(int... dims) {
    this.dims = dims;
    this.index = null;
    this.fill = 0;
  }

  /**
   * Defines a movement.
   *
   * @param dims of the output
   * @param index of the input's elements; negative for the fill
   * @param fill what stands where there is no element
   */
  Movement(int[] dims, int[] index, double fill) {
    if (index.length != Shapes.length(dims)) {
      throw new IllegalArgumentException(index.length + " places for the output");
    }
    this.dims = dims;
    this.index = index;
    this.fill = fill;
  }

  /** The same elements under other extents. */
  static Movement reshape(int length, int... dims) {
    if (length != Shapes.length(dims)) {
      throw new IllegalArgumentException(length + " places for the output");
    }
    return new Movement(dims);
  }

  static int[] identity(int length) {
    int[] index = new int[length];
    for (int i = 0; i < length; i++) {
      index[i] = i;
    }
    return index;
  }

  int[] dims() {
    return dims;
  }

  /** Whether all elements stay where they are. */
  boolean isReshape() {
    return index == null;
  }

  int[] index() {
    return index == null ? identity(Shapes.length(dims)) : index;
  }

  double fill() {
    return fill;
  }
}
