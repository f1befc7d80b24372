package org.conductance4j.engine.kernel;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers between -1 and 1 from a fixed seed. */
final class BenchmarkNumbers {

  private BenchmarkNumbers() {}

  static double[] drawn(long length) {
    return new SplittableRandom(1).doubles(length, -1, 1).toArray();
  }

  static void fill(Buffer buffer, long length) {
    double[] numbers = drawn(length);
    buffer.write(0, numbers, 0, numbers.length);
  }

  static INDArray array(long... shape) {
    long length = 1;
    for (long extent : shape) {
      length *= extent;
    }
    float[] numbers = new float[Math.toIntExact(length)];
    double[] drawn = drawn(length);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) drawn[i];
    }
    return Nd4j.createFromArray(numbers).reshape(shape);
  }
}
