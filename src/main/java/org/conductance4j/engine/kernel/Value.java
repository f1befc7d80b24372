package org.conductance4j.engine.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * One activation of the program. Inside the engine its channels are the last axis; {@code external}
 * is the axis order that the source has.
 */
public final class Value {

  private final int[] dims;
  private final AxisOrder external;

  public Value(int[] dims, AxisOrder external) {
    this.dims = dims.clone();
    this.external = external;
  }

  /** A value of one axis. */
  public static Value flat(int features) {
    return new Value(new int[] {features}, AxisOrder.CHANNELS_LAST);
  }

  /** A value of positions with some features each. */
  public static Value pair(int positions, int features) {
    return new Value(new int[] {positions, features}, AxisOrder.CHANNELS_LAST);
  }

  /** A new value of this one's shape. */
  public Value alike() {
    return new Value(dims, external);
  }

  /** A new value of other extents, channels last, with the source's axis order of this one. */
  public Value shaped(int... newDims) {
    return new Value(newDims, external);
  }

  /** The engine's axis that is an axis of the source's, counted without the batch's. */
  public int axis(int externalAxis) {
    if (external == AxisOrder.CHANNELS_LAST || dims.length == 1) {
      return externalAxis;
    }
    return externalAxis == 0 ? dims.length - 1 : externalAxis - 1;
  }

  /** Extents of one example, channels last. */
  public int[] dims() {
    return dims.clone();
  }

  public int dim(int axis) {
    return dims[axis];
  }

  public int rank() {
    return dims.length;
  }

  public int channels() {
    return dims[dims.length - 1];
  }

  /** Number of positions, that is of everything but the channels. */
  public int positions() {
    return length() / channels();
  }

  public int length() {
    int n = 1;
    for (int dim : dims) {
      n = Math.multiplyExact(n, dim);
    }
    return n;
  }

  public AxisOrder external() {
    return external;
  }

  /** Extents of one example in the source's axis order. */
  public int[] externalDims() {
    return external.toExternal(dims);
  }

  /** {@link #externalDims} as a list. */
  public List<Integer> externalShape() {
    return Arrays.stream(externalDims()).boxed().toList();
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
