package org.conductance4j.engine;

import java.util.Arrays;

/**
 * One activation of the program. Inside the engine its axes lie channels-last; {@code external}
 * says in which order DL4J has them.
 */
final class Value {

  private final int[] dims;
  private final Layout external;

  Value(int[] dims, Layout external) {
    this.dims = dims.clone();
    this.external = external;
  }

  /** A value of one axis. */
  static Value flat(int features) {
    return new Value(new int[] {features}, Layout.CHANNELS_LAST);
  }

  /** A value of positions with some features each. */
  static Value pair(int positions, int features) {
    return new Value(new int[] {positions, features}, Layout.CHANNELS_LAST);
  }

  /** A new value of this one's shape. */
  Value alike() {
    return new Value(dims, external);
  }

  /** A new value of other extents, channels last, whose axes DL4J has in the same order. */
  Value shaped(int... newDims) {
    return new Value(newDims, external);
  }

  /** Which of the engine's axes an axis of DL4J's is, counted without the batch's. */
  int axis(int externalAxis) {
    if (external == Layout.CHANNELS_LAST || dims.length == 1) {
      return externalAxis;
    }
    return externalAxis == 0 ? dims.length - 1 : externalAxis - 1;
  }

  /** Extents of one example, channels last. */
  int[] dims() {
    return dims.clone();
  }

  int dim(int axis) {
    return dims[axis];
  }

  int rank() {
    return dims.length;
  }

  int channels() {
    return dims[dims.length - 1];
  }

  /** Number of positions, that is of everything but the channels. */
  int positions() {
    return length() / channels();
  }

  int length() {
    int n = 1;
    for (int dim : dims) {
      n = Math.multiplyExact(n, dim);
    }
    return n;
  }

  Layout external() {
    return external;
  }

  /** Extents of one example as DL4J has them. */
  int[] externalDims() {
    return external.toExternal(dims);
  }

  long[] batched(int batch) {
    long[] shape = new long[dims.length + 1];
    shape[0] = batch;
    for (int axis = 0; axis < dims.length; axis++) {
      shape[axis + 1] = dims[axis];
    }
    return shape;
  }

  @Override
  public String toString() {
    return Arrays.toString(externalDims());
  }
}
