package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Value;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that depends on the explained input. Either it is a value of the engine's, channels last
 * or in the file's own order, or its elements are those of such a value in another order or
 * selection: then nothing is moved until an operation computes with them.
 */
final class Data implements Known {

  private final Value base;
  private final int[] dims;
  private final int @Nullable [] index;

  private Data(Value base, int[] dims, int @Nullable [] index) {
    this.base = base;
    this.dims = dims;
    this.index = index;
  }

  /** A value of the engine's as it is. */
  static Data of(Value value, int... dims) {
    if (value.length() != Shapes.length(dims)) {
      throw new IllegalArgumentException(value + " for " + Arrays.toString(dims));
    }
    return new Data(value, dims, null);
  }

  /**
   * Elements of a value.
   *
   * @param index for each element, row-major, which of the value's it is, in the engine's order;
   *     negative for zero
   */
  static Data of(Value base, int[] dims, int[] index) {
    return new Data(base, dims, index);
  }

  Value base() {
    return base;
  }

  /** The file's extents, the leading 1 included. */
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

  /** Whether it is the value itself. */
  boolean isSettled() {
    return index == null;
  }

  /** Whether it is a value whose channels, axis 1 of the file, lie last. */
  boolean isChannelsLast() {
    return index == null && base.external() == AxisOrder.CHANNELS_FIRST && base.rank() > 1;
  }

  /** For each element, row-major, its place in the value; not to be modified. */
  int[] index() {
    if (index != null) {
      return index;
    }
    if (!isChannelsLast()) {
      return Movement.identity(length());
    }
    int channels = base.channels();
    int positions = base.positions();
    int[] places = new int[length()];
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < positions; p++) {
        places[c * positions + p] = p * channels + c;
      }
    }
    return places;
  }

  /** The elements that a movement takes of these. */
  Data moved(Movement movement) {
    int[] own = index();
    if (movement.isReshape()) {
      return new Data(base, movement.dims(), own);
    }
    int[] to = movement.index();
    int[] places = new int[to.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = to[i] < 0 ? -1 : own[to[i]];
    }
    return new Data(base, movement.dims(), places);
  }
}
