package org.conductance4j.model;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;

/** The element types that weights files may have. */
enum ElementType {
  FLOAT64(8),
  FLOAT32(4),
  FLOAT16(2),
  BFLOAT16(2),
  INT64(8),
  INT32(4),
  INT16(2),
  INT8(1),
  UINT8(1);

  private static final Map<String, ElementType> STORAGES =
      Map.of(
          "DoubleStorage", FLOAT64,
          "FloatStorage", FLOAT32,
          "HalfStorage", FLOAT16,
          "BFloat16Storage", BFLOAT16,
          "LongStorage", INT64,
          "IntStorage", INT32,
          "ShortStorage", INT16,
          "CharStorage", INT8,
          "ByteStorage", UINT8,
          "BoolStorage", UINT8);

  private static final Map<String, ElementType> SAFETENSORS =
      Map.of(
          "F64", FLOAT64,
          "F32", FLOAT32,
          "F16", FLOAT16,
          "BF16", BFLOAT16,
          "I64", INT64,
          "I32", INT32,
          "I16", INT16,
          "I8", INT8,
          "U8", UINT8,
          "BOOL", UINT8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of a storage class of the Python module {@code torch}. */
  static Optional<ElementType> ofStorage(String className) {
    return Optional.ofNullable(STORAGES.get(className));
  }

  /** The type that a safetensors header names. */
  static Optional<ElementType> ofSafetensors(String dtype) {
    return Optional.ofNullable(SAFETENSORS.get(dtype));
  }

  /** Bytes of one element. */
  int bytes() {
    return bytes;
  }

  /** One element, rounded to float32. */
  float read(ByteBuffer elements, int index) {
    int at = index * bytes;
    return switch (this) {
      case FLOAT64 -> (float) elements.getDouble(at);
      case FLOAT32 -> elements.getFloat(at);
      case FLOAT16 -> half(elements.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(elements.getShort(at) << 16);
      case INT64 -> elements.getLong(at);
      case INT32 -> elements.getInt(at);
      case INT16 -> elements.getShort(at);
      case INT8 -> elements.get(at);
      case UINT8 -> elements.get(at) & 0xff;
    };
  }

  /** All elements, rounded to float32; a buffer of float32 is not copied. */
  FloatBuffer numbers(ByteBuffer elements) {
    if (this == FLOAT32) {
      return elements.asFloatBuffer();
    }
    FloatBuffer numbers = FloatBuffer.allocate(elements.limit() / bytes);
    for (int i = 0; i < numbers.limit(); i++) {
      numbers.put(i, read(elements, i));
    }
    return numbers;
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
