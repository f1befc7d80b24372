package org.conductance4j.array;

/** The floating-point type of numbers in memory and in files. */
public enum Precision {
  /** 32 bits: fast; what networks are trained in. */
  FLOAT32(4),
  /** 64 bits: for tests and studies of accuracy. */
  FLOAT64(8);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** {@return size of one number, 4 or 8 bytes} */
  public int bytes() {
    return bytes;
  }
}
