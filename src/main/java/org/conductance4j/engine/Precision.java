package org.conductance4j.engine;

import org.nd4j.linalg.api.buffer.DataType;

/** The floating-point type that a program computes in. */
public enum Precision {
  /** 32 bits: fast; what networks are trained in. */
  FLOAT32(DataType.FLOAT, 4, 1.1920929e-7),
  /** 64 bits: for tests and studies of accuracy. */
  FLOAT64(DataType.DOUBLE, 8, 2.220446049250313e-16);

  private final DataType dataType;
  private final int bytes;
  private final double epsilon;

  Precision(DataType dataType, int bytes, double epsilon) {
    this.dataType = dataType;
    this.bytes = bytes;
    this.epsilon = epsilon;
  }

  DataType dataType() {
    return dataType;
  }

  /**
   * Size of one number.
   *
   * @return 4 or 8 bytes
   */
  public int bytes() {
    return bytes;
  }

  /**
   * Distance from 1 to the next larger number.
   *
   * @return the machine epsilon
   */
  public double epsilon() {
    return epsilon;
  }
}
