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

  List<Long> shape() {
    return Arrays.stream(shape).boxed().toList();
  }

  /** The elements in row-major order, rounded to float32. */
  float[] read() {
    long count = 1;
    for (long extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    float[] values = new float[Math.toIntExact(count)];
    long[] index = new long[shape.length];
    long position = offset;
    for (int i = 0; i < values.length; i++) {
      values[i] = storage.type.read(storage.bytes, (int) position);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        position -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return values;
  }
}
