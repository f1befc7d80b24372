package org.conductance4j.engine.kernel;

import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights that are read piece by piece into native memory, so that no second copy of them is. */
public final class LoadedWeights {

  /** Takes some of the elements, in single precision. */
  @FunctionalInterface
  public interface Sink {
    /** The first {@code count} of the numbers are the elements from {@code first} on. */
    void put(int first, float[] numbers, int count);
  }

  private LoadedWeights() {}

  /**
   * A new dense array.
   *
   * @param type of its numbers
   * @param pieces gives all elements to a sink, row-major in their stored order of axes
   * @param place where an element goes in that order, by where it comes from; null to leave it
   * @param stored extents in that order
   * @param order which stored axis each axis of the array is
   */
  public static INDArray array(
      DataType type,
      Consumer<Sink> pieces,
      @Nullable IntUnaryOperator place,
      long[] stored,
      int... order) {
    long length = 1;
    boolean isSorted = true;
    for (int axis = 0; axis < order.length; axis++) {
      length = Math.multiplyExact(length, stored[axis]);
      isSorted &= order[axis] == axis;
    }
    if (isSorted && type == DataType.FLOAT) {
      INDArray array = Buffer.array(type, stored);
      fill(array, pieces, place);
      return array;
    }
    try (Buffer read = new Buffer(Precision.FLOAT32, length)) {
      INDArray array = read.as(stored);
      fill(array, pieces, place);
      INDArray turned = array.permute(order);
      return Buffer.array(type, turned.shape()).assign(turned);
    }
  }

  /**
   * A new dense array of numbers on the heap.
   *
   * @param type of its numbers
   * @param numbers row-major in their stored order of axes, not modified
   * @param stored extents in that order
   * @param order which stored axis each axis of the array is
   */
  public static INDArray array(DataType type, double[] numbers, long[] stored, int... order) {
    INDArray array =
        Nd4j.create(numbers, stored, Nd4j.getStrides(stored, 'c'), 'c', DataType.DOUBLE);
    INDArray turned = array.permute(order);
    return Buffer.array(type, turned.shape()).assign(turned.castTo(type));
  }

  private static void fill(
      INDArray array, Consumer<Sink> pieces, @Nullable IntUnaryOperator place) {
    FloatPointer to = new FloatPointer(array.data().pointer());
    pieces.accept(
        (first, numbers, count) -> {
          if (place == null) {
            to.position(first).put(numbers, 0, count);
            return;
          }
          to.position(0);
          for (int i = 0; i < count; i++) {
            to.put(place.applyAsInt(first + i), numbers[i]);
          }
        });
    Buffer.wroteOnHost(array);
  }
}
