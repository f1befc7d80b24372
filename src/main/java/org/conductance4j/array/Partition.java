package org.conductance4j.array;

import java.util.stream.IntStream;

/**
 * Divides the elements of an array into groups of equal size, such as channels. Element i of the
 * row-major order belongs to group (i / run) mod count.
 *
 * @param length number of elements
 * @param count number of groups
 * @param run number of consecutive elements of one group
 */
public record Partition(int length, int count, int run) {

  /** Checks that the groups divide the elements. */
  public Partition {
    if (length < 0 || count < 1 || run < 1 || length % ((long) count * run) != 0) {
      throw new IllegalArgumentException(
          "partition: no " + count + " groups with runs of " + run + " in " + length + " elements");
    }
  }

  /**
   * {@return the groups of arrays of a shape along one axis, one for each of its positions}
   *
   * @param axis the axis that counts the groups
   * @param shape extent of each axis; not modified
   * @throws IllegalArgumentException if there is no such axis
   */
  public static Partition along(int axis, int... shape) {
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException("partition: no axis " + axis + " of " + shape.length);
    }
    int run = IntStream.of(shape).skip(axis + 1L).reduce(1, Math::multiplyExact);
    return new Partition(Tensor.length(shape), shape[axis], run);
  }

  /** {@return the number of elements of one group} */
  public int size() {
    return length / count;
  }

  /**
   * {@return the row-major indices of the elements of one group, ascending}
   *
   * @param group from 0
   */
  public int[] elements(int group) {
    return IntStream.range(0, size()).map(i -> (i / run * count + group) * run + i % run).toArray();
  }

  /**
   * {@return the row-major indices of the elements of some groups, group by group}
   *
   * @param groups each from 0; not modified
   */
  public int[] elementsOf(int... groups) {
    return IntStream.of(groups).flatMap(group -> IntStream.of(elements(group))).toArray();
  }

  /**
   * {@return the sum of each group}
   *
   * @param values as many as there are elements
   * @throws IllegalArgumentException if the values are more or fewer
   */
  public Tensor sums(Tensor values) {
    if (values.length() != length) {
      throw new IllegalArgumentException("partition: of " + length + " elements, got " + values);
    }
    double[] sums = new double[count];
    for (int i = 0; i < length; i++) {
      sums[i / run % count] += values.get(i);
    }
    return Tensor.of(new int[] {count}, sums);
  }
}
