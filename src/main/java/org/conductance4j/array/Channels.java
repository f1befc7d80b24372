package org.conductance4j.array;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Finds the elements of an array that belong to a channel. */
public final class Channels {

  private final int[] shape;
  private final int axis;
  private final int inner;
  private final int outer;

  private Channels(int[] shape, int axis) {
    this.shape = shape;
    this.axis = axis;
    this.inner = Tensor.length(Arrays.copyOfRange(shape, axis + 1, shape.length));
    this.outer = Tensor.length(Arrays.copyOf(shape, axis));
  }

  /**
   * {@return the channels of arrays of a shape}
   *
   * @param axis the axis that counts channels
   * @param shape extent of each axis; not modified
   * @throws IllegalArgumentException if there is no such axis
   */
  public static Channels of(int axis, int... shape) {
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException("channels: no axis " + axis + " of " + shape.length);
    }
    return new Channels(shape.clone(), axis);
  }

  /** {@return the number of channels} */
  public int count() {
    return shape[axis];
  }

  /** {@return the axis that counts channels, from 0} */
  public int axis() {
    return axis;
  }

  /** {@return the extents of the array, as a copy} */
  public int[] shape() {
    return shape.clone();
  }

  /** {@return the number of elements of one channel} */
  public int size() {
    return outer * inner;
  }

  /**
   * {@return the row-major indices of the elements of one channel, ascending}
   *
   * @param channel from 0
   */
  public int[] elements(int channel) {
    return IntStream.range(0, size())
        .map(i -> (i / inner * count() + channel) * inner + i % inner)
        .toArray();
  }

  /**
   * {@return the row-major indices of the elements of some channels, channel by channel}
   *
   * @param channels each from 0; not modified
   */
  public int[] elementsOf(int... channels) {
    return IntStream.of(channels).flatMap(c -> IntStream.of(elements(c))).toArray();
  }

  /**
   * {@return the sum of each channel}
   *
   * @param values of this shape
   * @throws IllegalArgumentException if the values have another shape
   */
  public Tensor sums(Tensor values) {
    if (!Arrays.equals(values.shape(), shape)) {
      throw new IllegalArgumentException(
          "channels: of shape " + Arrays.toString(shape) + ", got " + values);
    }
    double[] sums = new double[count()];
    for (int i = 0; i < values.length(); i++) {
      sums[i / inner % sums.length] += values.get(i);
    }
    return Tensor.of(new int[] {sums.length}, sums);
  }
}
