package org.conductance4j.attribution.path;

import java.util.Arrays;
import org.conductance4j.array.Precision;

/** Numbers kept in the precision that they were computed in: half the memory for float32. */
public final class PackedArray {

  private final float[] singles;
  private final double[] doubles;

  private PackedArray(float[] singles, double[] doubles) {
    this.singles = singles;
    this.doubles = doubles;
  }

  /**
   * {@return a packed copy of a part of an array}
   *
   * @param precision what the numbers were computed in
   * @param values not modified
   * @param start first element taken
   * @param length number of elements taken
   */
  public static PackedArray of(Precision precision, double[] values, int start, int length) {
    if (precision == Precision.FLOAT64) {
      return new PackedArray(new float[0], Arrays.copyOfRange(values, start, start + length));
    }
    float[] singles = new float[length];
    for (int i = 0; i < length; i++) {
      singles[i] = (float) values[start + i];
    }
    return new PackedArray(singles, new double[0]);
  }

  int length() {
    return singles.length + doubles.length;
  }

  /**
   * {@return the inner product with an array}
   *
   * @param others (length), not modified
   */
  public double dot(double[] others) {
    double sum = 0;
    for (int i = 0; i < doubles.length; i++) {
      sum += doubles[i] * others[i];
    }
    for (int i = 0; i < singles.length; i++) {
      sum += singles[i] * others[i];
    }
    return sum;
  }

  /**
   * Writes all elements into a part of an array.
   *
   * @param target overwritten from {@code start} on
   * @param start where the first element goes
   */
  public void copyTo(double[] target, int start) {
    System.arraycopy(doubles, 0, target, start, doubles.length);
    for (int i = 0; i < singles.length; i++) {
      target[start + i] = singles[i];
    }
  }

  /** Adds a multiple of the distances from another array of the same length and precision. */
  void addDistances(PackedArray other, double factor, double[] sums) {
    for (int i = 0; i < doubles.length; i++) {
      sums[i] += factor * Math.abs(doubles[i] - other.doubles[i]);
    }
    for (int i = 0; i < singles.length; i++) {
      sums[i] += factor * Math.abs(singles[i] - other.singles[i]);
    }
  }

  /** Adds a multiple of all elements. */
  void addTo(double factor, double[] sums) {
    for (int i = 0; i < doubles.length; i++) {
      sums[i] += factor * doubles[i];
    }
    for (int i = 0; i < singles.length; i++) {
      sums[i] += factor * singles[i];
    }
  }
}
