package org.conductance4j.array;

/** The floating-point type of numbers in memory and in files. */
public enum Precision {
  /** 32 bits: the type in which networks are trained and usually run. */
  FLOAT32(4),
  /** 64 bits: for tests and for studies of accuracy. */
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
