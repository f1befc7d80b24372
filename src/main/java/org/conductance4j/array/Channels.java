package org.conductance4j.array;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The channels of an array: which of its elements belong to which. */
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
   * The channels of arrays of a shape.
   *
   * @param axis which of the axes counts channels
   * @param shape extent of each axis; not modified
   * @return the channels
   * @throws IllegalArgumentException if there is no such axis
   */
  public static Channels of(int axis, int... shape) {
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException("channels: no axis " + axis + " of " + shape.length);
    }
    return new Channels(shape.clone(), axis);
  }

  /**
   * How many channels there are.
   *
   * @return the extent of their axis
   */
  public int count() {
    return shape[axis];
  }

  /**
   * Which axis counts channels.
   *
   * @return its place, from 0
   */
  public int axis() {
    return axis;
  }

  /**
   * Extents of the array.
   *
   * @return a copy
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Number of elements of one channel.
   *
   * @return the count
   */
  public int size() {
    return outer * inner;
  }

  /**
   * The elements of one channel.
   *
   * @param channel from 0
   * @return their row-major indices, ascending
   */
  public int[] elements(int channel) {
    return IntStream.range(0, size())
        .map(i -> (i / inner * count() + channel) * inner + i % inner)
        .toArray();
  }

  /**
   * The elements of some channels.
   *
   * @param channels each from 0; not modified
   * @return their row-major indices, channel by channel
   */
  public int[] elementsOf(int... channels) {
    return IntStream.of(channels).flatMap(c -> IntStream.of(elements(c))).toArray();
  }

  /**
   * The sum of each channel.
   *
   * @param values of this shape
   * @return one number for each channel
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
