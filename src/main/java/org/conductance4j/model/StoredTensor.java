package org.conductance4j.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor that still lies in its file: shape, strides and offset over a storage. Its elements are
 * read on demand, so that a shape is checked before anything is allocated for it.
 */
final class StoredTensor {

  private final Storage storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;

  /** A run of elements of one type; its bytes are known once the whole file has been walked. */
  static final class Storage {
    private final ElementType type;
    private final long length;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    Storage(ElementType type, long length) {
      this.type = type;
      this.length = length;
    }

    ElementType type() {
      return type;
    }

    long length() {
      return length;
    }

    long byteCount() {
      return Math.multiplyExact(length, type.bytes());
    }

    void locate(ByteBuffer content) {
      bytes = content;
    }
  }

  /**
   * Makes a tensor.
   *
   * @throws IllegalArgumentException if it reaches out of its storage
   */
  StoredTensor(Storage storage, long offset, long[] shape, long[] strides) {
    if (shape.length != strides.length || shape.length > 32 || offset < 0) {
      throw new IllegalArgumentException("shape, strides and offset that do not fit each other");
    }
    boolean empty = false;
    long last = offset;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0 || strides[axis] < 0) {
        throw new IllegalArgumentException("a negative extent or stride");
      }
      empty |= shape[axis] == 0;
      last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[axis] - 1), strides[axis]));
    }
    if (!empty && last >= storage.length()) {
      throw new IllegalArgumentException("elements beyond the end of its storage");
    }
    this.storage = storage;
    this.offset = offset;
    this.shape = shape.clone();
    this.strides = strides.clone();
  }

  /** A tensor that fills its storage in row-major order. */
  static StoredTensor dense(Storage storage, long... shape) {
    return new StoredTensor(storage, 0, shape, rowMajor(shape));
  }

  List<Long> shape() {
    return Arrays.stream(shape).boxed().toList();
  }

  /** Number of elements. */
  int length() {
    long count = 1;
    for (long extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    return Math.toIntExact(count);
  }

  /** The elements in row-major order, rounded to float32. */
  float[] read() {
    float[] values = new float[length()];
    read(values);
    return values;
  }

  /**
   * Reads the elements in row-major order, rounded to float32.
   *
   * @param target of this tensor's length; is filled
   */
  void read(float[] target) {
    if (storage.type == ElementType.FLOAT32 && isDense()) {
      ByteBuffer bytes = storage.bytes;
      bytes
          .slice(Math.toIntExact(offset * Float.BYTES), target.length * Float.BYTES)
          .order(bytes.order())
          .asFloatBuffer()
          .get(target);
    } else if (isDense()) {
      for (int i = 0; i < target.length; i++) {
        target[i] = storage.type.read(storage.bytes, (int) offset + i);
      }
    } else {
      walk(target);
    }
  }

  private void walk(float[] target) {
    long[] index = new long[shape.length];
    long position = offset;
    for (int i = 0; i < target.length; i++) {
      target[i] = storage.type.read(storage.bytes, (int) position);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        position -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
  }

  private boolean isDense() {
    long[] expected = rowMajor(shape);
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] > 1 && strides[axis] != expected[axis]) {
        return false;
      }
    }
    return true;
  }

  private static long[] rowMajor(long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride = Math.multiplyExact(stride, Math.max(1, shape[axis]));
    }
    return strides;
  }
}
