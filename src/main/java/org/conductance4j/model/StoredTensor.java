package org.conductance4j.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A tensor whose elements are still in a file: shape, strides and offset in a storage. Elements are
 * read on demand, so that a shape is checked before memory is allocated for it.
 */
final class StoredTensor {

  private final Storage storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;

  /** Index of the last element in the storage, if the tensor has any. */
  private final long last;

  /** Elements of one type; their bytes are known once the whole file has been walked. */
  static final class Storage {
    private final ElementType type;
    private final long length;
    private Bytes bytes = Bytes.of();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

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

    void locate(Bytes content, ByteOrder byteOrder) {
      bytes = content;
      order = byteOrder;
    }

    /** A buffer for the bytes of some elements. */
    private ByteBuffer room(int count) {
      return ByteBuffer.allocate(Math.multiplyExact(count, type.bytes())).order(order);
    }

    /** Reads the bytes of some elements into a buffer. */
    private void read(long first, int count, ByteBuffer into) {
      bytes.read(Math.toIntExact(first * type.bytes()), into.clear().limit(count * type.bytes()));
      into.flip();
    }
  }

  /**
   * Creates a tensor.
   *
   * @throws IllegalArgumentException if it reaches beyond its storage
   */
  StoredTensor(Storage storage, long offset, long[] shape, long[] strides) {
    if (shape.length != strides.length || shape.length > 32 || offset < 0) {
      throw new IllegalArgumentException("shape, strides and offset that do not fit each other");
    }
    boolean empty = false;
    long end = offset;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0 || strides[axis] < 0) {
        throw new IllegalArgumentException("a negative extent or stride");
      }
      empty |= shape[axis] == 0;
      end = Math.addExact(end, Math.multiplyExact(Math.max(0, shape[axis] - 1), strides[axis]));
    }
    if (!empty && end >= storage.length()) {
      throw new IllegalArgumentException("elements beyond the end of its storage");
    }
    this.storage = storage;
    this.offset = offset;
    this.shape = shape.clone();
    this.strides = strides.clone();
    this.last = end;
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
    FloatBuffer values = FloatBuffer.allocate(length());
    read(values::put);
    return values.array();
  }

  /**
   * Reads the elements in row-major order, rounded to float32. If they are in that order in the
   * file, they are read in chunks.
   *
   * @param target receives each chunk, whose memory is reused
   */
  void read(Consumer<FloatBuffer> target) {
    if (!isDense()) {
      target.accept(FloatBuffer.wrap(walked()));
      return;
    }
    int step = Math.min(length(), Bytes.CHUNK / storage.type.bytes());
    ByteBuffer chunk = storage.room(step);
    for (int first = 0; first < length(); first += step) {
      int count = Math.min(step, length() - first);
      storage.read(offset + first, count, chunk);
      target.accept(storage.type.numbers(chunk));
    }
  }

  private float[] walked() {
    float[] target = new float[length()];
    if (target.length == 0) {
      return target;
    }
    int span = Math.toIntExact(last - offset + 1);
    ByteBuffer all = storage.room(span);
    storage.read(offset, span, all);
    long[] index = new long[shape.length];
    long position = 0;
    for (int i = 0; i < target.length; i++) {
      target[i] = storage.type.read(all, (int) position);
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        position += strides[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        position -= strides[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return target;
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
