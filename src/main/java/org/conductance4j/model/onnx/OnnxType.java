package org.conductance4j.model.onnx;

import java.nio.ByteBuffer;

/** The types of elements that the engine computes with, as ONNX numbers them. */
public enum OnnxType {
  /** IEEE 754 binary32. */
  FLOAT(1, 4),
  /** Unsigned, 8 bits. */
  UINT8(2, 1),
  /** Signed, 8 bits. */
  INT8(3, 1),
  /** Unsigned, 16 bits. */
  UINT16(4, 2),
  /** Signed, 16 bits. */
  INT16(5, 2),
  /** Signed, 32 bits. */
  INT32(6, 4),
  /** Signed, 64 bits. */
  INT64(7, 8),
  /** One byte, 0 or 1. */
  BOOL(9, 1),
  /** IEEE 754 binary16. */
  FLOAT16(10, 2),
  /** IEEE 754 binary64. */
  DOUBLE(11, 8),
  /** Unsigned, 32 bits. */
  UINT32(12, 4),
  /** Unsigned, 64 bits. */
  UINT64(13, 8),
  /** The upper half of a binary32. */
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  OnnxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /**
   * A type by its number.
   *
   * @param code as TensorProto.DataType has it
   * @return the type
   * @throws IllegalArgumentException if the engine does not know it, as text and 4-bit numbers
   */
  public static OnnxType of(long code) {
    for (OnnxType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("elements of the type " + code);
  }

  /** {@return whether numbers of this type are real} */
  public boolean isReal() {
    return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
  }

  /** Its number in TensorProto.DataType. */
  int code() {
    return code;
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }

  /** One element of a real type. */
  double real(ByteBuffer from, int index) {
    return switch (this) {
      case FLOAT -> from.getFloat(index * 4);
      case DOUBLE -> from.getDouble(index * 8);
      case FLOAT16 -> half(from.getShort(index * 2));
      case BFLOAT16 -> Float.intBitsToFloat(from.getShort(index * 2) << 16);
      default -> integer(from, index);
    };
  }

  /** One element of an integer type; of UINT64 its bits. */
  long integer(ByteBuffer from, int index) {
    return switch (this) {
      case UINT8, BOOL -> from.get(index) & 0xff;
      case INT8 -> from.get(index);
      case UINT16 -> from.getShort(index * 2) & 0xffff;
      case INT16 -> from.getShort(index * 2);
      case INT32 -> from.getInt(index * 4);
      case UINT32 -> from.getInt(index * 4) & 0xffffffffL;
      default -> from.getLong(index * 8);
    };
  }

  /**
   * An integer as this type stores it: the lower bits of what does not fit.
   *
   * @param value any integer
   * @return one of the type's, of UINT64 its bits; of a real type the argument
   */
  public long wrapped(long value) {
    return switch (this) {
      case UINT8 -> value & 0xff;
      case INT8 -> (byte) value;
      case UINT16 -> value & 0xffff;
      case INT16 -> (short) value;
      case INT32 -> (int) value;
      case UINT32 -> value & 0xffffffffL;
      case BOOL -> value == 0 ? 0 : 1;
      default -> value;
    };
  }

  /** A number whose bits an integer field holds. */
  double realOfBits(long bits) {
    return this == FLOAT16 ? half((short) bits) : Float.intBitsToFloat((int) bits << 16);
  }

  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size;
    if (exponent == 0) {
      size = fraction * 0x1p-24f;
    } else if (exponent == 31) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      size = Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
    }
    return bits < 0 ? -size : size;
  }
}
