package org.conductance4j.data;

import org.conductance4j.array.Tensor;

/** Converts the bytes of pictures to a network's numbers. */
final class Levels {

  static final double WHITE = 255;

  private Levels() {}

  /** Bytes from 0 to 255 as values from 0 to 1. */
  static Tensor tensor(int[] shape, byte[] levels) {
    double[] values = new double[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (levels[i] & 0xff) / WHITE;
    }
    return Tensor.of(shape, values);
  }
}
