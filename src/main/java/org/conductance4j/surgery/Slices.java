package org.conductance4j.surgery;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Views an array along one of its axes as (outer, axis, inner), row-major, to keep, zero or add
 * slices.
 */
final class Slices {

  private final long[] shape;
  private final int axis;
  private final int extent;
  private final int inner;
  private final double[] values;
  private final INDArray like;

  Slices(INDArray array, int axis) {
    this.like = array;
    this.shape = array.shape();
    this.axis = axis;
    this.extent = (int) shape[axis];
    int behind = 1;
    for (int a = axis + 1; a < shape.length; a++) {
      behind *= (int) shape[a];
    }
    this.inner = behind;
    this.values = array.dup('c').data().asDouble();
  }

  /** The array without the slices that are not kept. */
  INDArray keeping(IntPredicate kept) {
    int[] chosen = IntStream.range(0, extent).filter(kept).toArray();
    int outer = values.length / extent / inner;
    double[] copied = new double[outer * chosen.length * inner];
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < chosen.length; k++) {
        System.arraycopy(
            values,
            (o * extent + chosen[k]) * inner,
            copied,
            (o * chosen.length + k) * inner,
            inner);
      }
    }
    long[] smaller = shape.clone();
    smaller[axis] = chosen.length;
    return array(copied, smaller);
  }

  /** The array with zeros in some slices. */
  INDArray zeroing(IntPredicate zeroed) {
    double[] changed = values.clone();
    for (int i = 0; i < changed.length; i++) {
      if (zeroed.test(i / inner % extent)) {
        changed[i] = 0;
      }
    }
    return array(changed, shape);
  }

  /** Adds a multiple of one slice to another. */
  void add(int from, int to, double factor) {
    int outer = values.length / extent / inner;
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        values[(o * extent + to) * inner + i] += factor * values[(o * extent + from) * inner + i];
      }
    }
  }

  /** The array as it is now. */
  INDArray whole() {
    return array(values, shape);
  }

  /** The sums over one slice for each position of another axis. */
  double[] sumsOf(int slice, int otherAxis) {
    int behind = 1;
    for (int a = otherAxis + 1; a < shape.length; a++) {
      behind *= (int) shape[a];
    }
    double[] sums = new double[(int) shape[otherAxis]];
    for (int i = 0; i < values.length; i++) {
      if (i / inner % extent == slice) {
        sums[i / behind % sums.length] += values[i];
      }
    }
    return sums;
  }

  private INDArray array(double[] numbers, long... extents) {
    return Nd4j.createFromArray(Arrays.copyOf(numbers, numbers.length))
        .reshape('c', extents)
        .castTo(like.dataType());
  }
}
