package org.conductance4j.array;

import java.util.Arrays;
import java.util.List;

/**
 * An immutable array of numbers with a shape, row-major: the last axis varies fastest. Its axes may
 * have names, which do not count when tensors are compared.
 */
public final class Tensor {

  private final int[] shape;
  private final double[] values;
  private final List<String> axes;

  private Tensor(int[] shape, double[] values) {
    this(shape, values, List.of());
  }

  private Tensor(int[] shape, double[] values, List<String> axes) {
    this.shape = shape;
    this.values = values;
    this.axes = axes;
  }

  /**
   * Creates a tensor from copies of its arguments.
   *
   * @param shape extent of each axis; not modified
   * @param values elements in row-major order, as many as the shape holds; not modified
   * @return the tensor
   * @throws IllegalArgumentException if the number of values is not the product of the shape
   */
  public static Tensor of(int[] shape, double[] values) {
    if (length(shape) != values.length) {
      throw new IllegalArgumentException(
          "tensor: shape "
              + Arrays.toString(shape)
              + " holds "
              + length(shape)
              + " values, got "
              + values.length);
    }
    return new Tensor(shape.clone(), values.clone());
  }

  /**
   * {@return a tensor of zeros}
   *
   * @param shape extent of each axis; not modified
   */
  public static Tensor zeros(int... shape) {
    return new Tensor(shape.clone(), new double[length(shape)]);
  }

  /**
   * Stacks tensors of one shape along a new first axis.
   *
   * @param parts at least one, all of the same shape
   * @return (part, shape of one part)
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Tensor stack(List<Tensor> parts) {
    int[] one = parts.get(0).shape;
    int length = parts.get(0).length();
    int[] shape = new int[one.length + 1];
    shape[0] = parts.size();
    System.arraycopy(one, 0, shape, 1, one.length);
    double[] values = new double[Math.multiplyExact(parts.size(), length)];
    for (int k = 0; k < parts.size(); k++) {
      Tensor part = parts.get(k);
      if (!Arrays.equals(part.shape, one)) {
        throw new IllegalArgumentException(
            "tensor: cannot stack shapes " + Arrays.toString(one) + " and " + part);
      }
      System.arraycopy(part.values, 0, values, k * length, length);
    }
    return new Tensor(shape, values);
  }

  /**
   * {@return the number of elements that a shape holds}
   *
   * @param shape extent of each axis; not modified
   */
  public static int length(int... shape) {
    int n = 1;
    for (int extent : shape) {
      n = Math.multiplyExact(n, extent);
    }
    return n;
  }

  /** {@return the extent of each axis, as a copy} */
  public int[] shape() {
    return shape.clone();
  }

  /** {@return the number of axes} */
  public int rank() {
    return shape.length;
  }

  /**
   * {@return the extent of one axis}
   *
   * @param axis from 0
   */
  public int size(int axis) {
    return shape[axis];
  }

  /** {@return the number of elements} */
  public int length() {
    return values.length;
  }

  /**
   * {@return one element}
   *
   * @param index its row-major index, from 0
   */
  public double get(int index) {
    return values[index];
  }

  /**
   * {@return one element}
   *
   * @param indices its index on each axis
   */
  public double at(int... indices) {
    int flat = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      flat = flat * shape[axis] + indices[axis];
    }
    return values[flat];
  }

  /** {@return all elements in row-major order, as a copy} */
  public double[] toArray() {
    return values.clone();
  }

  /** {@return the sum of all elements} */
  public double sum() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * {@return the same elements with another shape}
   *
   * @param newShape extent of each axis; not modified
   * @throws IllegalArgumentException if the new shape holds another number of elements
   */
  public Tensor reshape(int... newShape) {
    if (length(newShape) != values.length) {
      throw new IllegalArgumentException(
          "tensor: cannot reshape " + Arrays.toString(shape) + " to " + Arrays.toString(newShape));
    }
    return new Tensor(newShape.clone(), values);
  }

  /**
   * The same elements with names for the axes.
   *
   * @param names one for each axis, or none
   * @return the tensor
   * @throws IllegalArgumentException if there is another number of names
   */
  public Tensor withAxes(List<String> names) {
    if (!names.isEmpty() && names.size() != shape.length) {
      throw new IllegalArgumentException(
          "tensor: cannot name axes of " + Arrays.toString(shape) + " " + names);
    }
    return new Tensor(shape, values, List.copyOf(names));
  }

  /** {@return the names of the axes, such as [channel, row, column]; empty if they have none} */
  public List<String> axes() {
    return axes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  /**
   * {@return the index of the largest value, the first of several equal ones}
   *
   * @param values at least one; not modified
   */
  public static int indexOfLargest(double... values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  @Override
  public String toString() {
    return "Tensor" + (axes.isEmpty() ? "" : axes) + Arrays.toString(shape);
  }
}
