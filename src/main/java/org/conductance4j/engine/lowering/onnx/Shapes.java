package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;

/** Extents, axes and broadcasting as ONNX has them. */
final class Shapes {

  /** Bytes of the heap that a tensor's elements take while they are moved, and some room. */
  private static final int BYTES = 48;

  /** Begins the message of an error that a tensor is too large. */
  static final String TENSOR = "a tensor of the shape ";

  private static final long MOST = Runtime.getRuntime().maxMemory() / BYTES;

  private Shapes() {}

  static int length(int... dims) {
    int length = 1;
    for (int extent : dims) {
      length = Math.multiplyExact(length, extent);
    }
    return length;
  }

  /** As {@link #length}, of a tensor that is about to be computed on the heap. */
  static int room(int... dims) {
    int length = length(dims);
    if (length > MOST) {
      throw new OutOfMemoryError(TENSOR + Arrays.toString(dims));
    }
    return length;
  }

  /** For each axis how many elements lie between two positions. */
  static int[] steps(int... dims) {
    int[] steps = new int[dims.length];
    int step = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= dims[axis];
    }
    return steps;
  }

  /** An axis counted from the front. */
  static int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= Math.max(1, rank)) {
      throw new IllegalArgumentException("axis " + axis + " of " + rank);
    }
    return (int) counted;
  }

  static int[] axes(int[] axes, int rank) {
    int[] counted = Arrays.stream(axes).map(axis -> axis(axis, rank)).toArray();
    if (Arrays.stream(counted).distinct().count() != counted.length) {
      throw new IllegalArgumentException("axes " + Arrays.toString(axes));
    }
    return counted;
  }

  static boolean[] marked(int[] axes, int rank) {
    boolean[] marks = new boolean[rank];
    for (int axis : axes(axes, rank)) {
      marks[axis] = true;
    }
    return marks;
  }

  /** The extents that several arrays have in common. */
  static int[] broadcast(int[]... all) {
    int rank = Arrays.stream(all).mapToInt(dims -> dims.length).max().orElse(0);
    int[] common = new int[rank];
    Arrays.fill(common, 1);
    for (int[] dims : all) {
      for (int axis = 0; axis < dims.length; axis++) {
        int at = rank - dims.length + axis;
        if (common[at] != dims[axis] && common[at] != 1 && dims[axis] != 1) {
          throw new IllegalArgumentException("shapes that do not fit: " + Arrays.deepToString(all));
        }
        common[at] = common[at] == 1 ? dims[axis] : common[at];
      }
    }
    return common;
  }

  /** For each element of the larger extents which one of the smaller it repeats. */
  static int[] expansion(int[] from, int[] to) {
    int[] steps = steps(from);
    int[] own = new int[to.length];
    for (int axis = 0; axis < from.length; axis++) {
      own[to.length - from.length + axis] = from[axis] == 1 ? 0 : steps[axis];
    }
    return strided(to, own, 0);
  }

  /** Positions that lie steps apart along each axis, in row-major order. */
  static int[] strided(int[] dims, int[] steps, int start) {
    room(dims);
    int[] index = {start};
    for (int axis = 0; axis < dims.length; axis++) {
      int[] longer = new int[Math.multiplyExact(index.length, dims[axis])];
      int i = 0;
      for (int before : index) {
        for (int k = 0; k < dims[axis]; k++) {
          longer[i++] = before + k * steps[axis];
        }
      }
      index = longer;
    }
    return index;
  }

  /** Positions that are read axis by axis; negative where one of the axes has none. */
  static int[] along(int[] dims, int[][] sources) {
    room(Arrays.stream(sources).mapToInt(source -> source.length).toArray());
    int[] index = {0};
    for (int axis = 0; axis < dims.length; axis++) {
      int[] longer = new int[Math.multiplyExact(index.length, sources[axis].length)];
      int i = 0;
      for (int before : index) {
        for (int source : sources[axis]) {
          longer[i++] = before < 0 || source < 0 ? -1 : before * dims[axis] + source;
        }
      }
      index = longer;
    }
    return index;
  }

  /** Extents with one left out. */
  static int[] without(int[] dims, int axis) {
    int[] rest = new int[dims.length - 1];
    System.arraycopy(dims, 0, rest, 0, axis);
    System.arraycopy(dims, axis + 1, rest, axis, rest.length - axis);
    return rest;
  }

  /** Refuses extents that differ along another axis than this one. */
  static void requireAlike(int[] dims, int[] other, int axis) {
    int[] same = other.clone();
    if (same.length == dims.length) {
      same[axis] = dims[axis];
    }
    if (!Arrays.equals(same, dims)) {
      throw new IllegalArgumentException(
          Arrays.toString(other) + " beside " + Arrays.toString(dims));
    }
  }

  static int[] joined(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  static int[] range(int[] dims, int from, int to) {
    return Arrays.copyOfRange(dims, from, to);
  }

  /** An old second operand's extents: before version 7 it is laid against an axis of the first. */
  static int[] laidAgainst(int[] first, int[] second, long axis) {
    int[] dims = new int[first.length];
    Arrays.fill(dims, 1);
    System.arraycopy(second, 0, dims, axis(axis, first.length), second.length);
    return dims;
  }
}
