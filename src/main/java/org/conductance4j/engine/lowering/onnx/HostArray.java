package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.conductance4j.model.onnx.OnnxTensor;
import org.conductance4j.model.onnx.OnnxType;
import org.jspecify.annotations.Nullable;

/**
 * A row-major array that does not depend on the explained input: real numbers of 64 bits, or
 * integers, of which booleans are 0 and 1. Weights stay in their file. Immutable.
 */
final class HostArray implements Known {

  private final OnnxType type;
  private final int[] dims;
  private final @Nullable OnnxTensor file;
  private final double @Nullable [] reals;
  private final long @Nullable [] integers;

  private HostArray(
      OnnxType type,
      int[] dims,
      @Nullable OnnxTensor file,
      double @Nullable [] reals,
      long @Nullable [] integers) {
    this.type = type;
    this.dims = dims;
    this.file = file;
    this.reals = reals;
    this.integers = integers;
  }

  static HostArray of(OnnxTensor tensor) {
    return new HostArray(tensor.type(), tensor.dims(), tensor, null, null);
  }

  /** Real numbers; not copied. */
  static HostArray of(OnnxType type, int[] dims, double... reals) {
    require(dims, reals.length);
    return new HostArray(type, dims, null, reals, null);
  }

  /** Integers, of which the type keeps the lower bits; modified, not copied. */
  static HostArray of(OnnxType type, int[] dims, long... integers) {
    require(dims, integers.length);
    for (int i = 0; i < integers.length; i++) {
      integers[i] = type.wrapped(integers[i]);
    }
    return new HostArray(type, dims, null, null, integers);
  }

  private static void require(int[] dims, int length) {
    if (Shapes.length(dims) != length) {
      throw new IllegalArgumentException(length + " numbers for " + Arrays.toString(dims));
    }
  }

  static HostArray reals(OnnxType type, int[] dims, IntToDoubleFunction element) {
    double[] all = new double[Shapes.room(dims)];
    Arrays.setAll(all, element);
    return of(type, dims, all);
  }

  static HostArray integers(OnnxType type, int[] dims, IntToLongFunction element) {
    long[] all = new long[Shapes.room(dims)];
    Arrays.setAll(all, element);
    return of(type, dims, all);
  }

  /** A list of integers of 64 bits. */
  static HostArray list(int... numbers) {
    return integers(OnnxType.INT64, new int[] {numbers.length}, i -> numbers[i]);
  }

  OnnxType type() {
    return type;
  }

  boolean isReal() {
    return type.isReal();
  }

  @Override
  public int[] dims() {
    return dims.clone();
  }

  int rank() {
    return dims.length;
  }

  int length() {
    return Shapes.length(dims);
  }

  /** All elements as real numbers; not to be modified. */
  double[] reals() {
    if (reals != null) {
      return reals;
    }
    if (file != null) {
      return file.reals();
    }
    double[] converted = new double[length()];
    long[] own = integers();
    for (int i = 0; i < converted.length; i++) {
      converted[i] = type == OnnxType.UINT64 && own[i] < 0 ? own[i] + 0x1p64 : own[i];
    }
    return converted;
  }

  /** Rows of a matrix, one after the other; of a file's no more is read. */
  double[] rows(int... places) {
    int width = dims[1];
    double[] own = file == null ? reals() : new double[0];
    double[] found = new double[Math.multiplyExact(places.length, width)];
    for (int k = 0; k < places.length; k++) {
      int start = places[k] * width;
      double[] row = file == null ? own : file.reals(start, width);
      System.arraycopy(row, file == null ? start : 0, found, k * width, width);
    }
    return found;
  }

  /** All elements rounded to 32 bits; not to be modified. */
  float[] floats() {
    if (file != null) {
      return file.floats();
    }
    double[] own = reals();
    float[] floats = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      floats[i] = (float) own[i];
    }
    return floats;
  }

  /** Gives all elements, rounded to 32 bits, piece by piece. */
  void floats(OnnxTensor.FloatTaker taker) {
    if (file == null) {
      float[] all = floats();
      taker.take(0, all, all.length);
    } else {
      file.floats(taker);
    }
  }

  /** Whether the elements are known to fit into 32 bits. */
  boolean isSingle() {
    return file != null && type.isReal() && type != OnnxType.DOUBLE;
  }

  /** All elements of an integer type; not to be modified. */
  long[] integers() {
    if (integers != null) {
      return integers;
    }
    if (file != null && !type.isReal()) {
      return file.integers();
    }
    throw new IllegalArgumentException("integers needed, got " + type);
  }

  /** All elements of an integer type as extents, axes or places. */
  int[] ints() {
    return Arrays.stream(integers()).mapToInt(HostArray::clamped).toArray();
  }

  /** Slices may end at the largest integer there is. */
  private static int clamped(long number) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
  }

  /** The only element. */
  double scalar() {
    double[] all = reals();
    if (all.length != 1) {
      throw new IllegalArgumentException("one number needed, got " + Arrays.toString(dims));
    }
    return all[0];
  }

  HostArray reshaped(int... newDims) {
    require(newDims, length());
    return new HostArray(type, newDims, file, reals, integers);
  }

  /** Elements by index, the fill where it is negative. */
  HostArray moved(Movement movement) {
    if (movement.isReshape()) {
      return reshaped(movement.dims());
    }
    int[] index = movement.index();
    if (isReal()) {
      double[] own = reals();
      return reals(type, movement.dims(), i -> index[i] < 0 ? movement.fill() : own[index[i]]);
    }
    long[] own = integers();
    return integers(
        type, movement.dims(), i -> index[i] < 0 ? (long) movement.fill() : own[index[i]]);
  }

  @Override
  public String toString() {
    return type + Arrays.toString(dims);
  }
}
