package org.conductance4j.engine.kernel;

/** The order of axes in which the source of a network has an activation. */
public enum AxisOrder {
  /** (channel, row, column) and the like. */
  CHANNELS_FIRST,
  /** (row, column, channel) and the like; also everything with a single axis. */
  CHANNELS_LAST;

  /** Extents in the source's order from extents with the channels last. */
  int[] toExternal(int[] dims) {
    if (this == CHANNELS_LAST || dims.length == 1) {
      return dims.clone();
    }
    int[] external = new int[dims.length];
    external[0] = dims[dims.length - 1];
    System.arraycopy(dims, 0, external, 1, dims.length - 1);
    return external;
  }

  /** Extents with the channels last from extents in the source's order. */
  public int[] toInternal(int[] external) {
    if (this == CHANNELS_LAST || external.length == 1) {
      return external.clone();
    }
    int[] dims = new int[external.length];
    System.arraycopy(external, 1, dims, 0, external.length - 1);
    dims[dims.length - 1] = external[0];
    return dims;
  }
}
