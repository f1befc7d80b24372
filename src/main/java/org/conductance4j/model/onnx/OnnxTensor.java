package org.conductance4j.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a file, row-major. Its elements are read when they are asked for and not kept, but
 * those that the file holds as integers of varying length. Immutable.
 */
public final class OnnxTensor {

  private static final int CHUNK = 1 << 13;

  private final String name;
  private final OnnxType type;
  private final int[] dims;
  private final @Nullable Span bytes;
  private final OnnxType stored;
  private final long[] integers;

  private OnnxTensor(
      String name, OnnxType type, int[] dims, @Nullable Span bytes, OnnxType stored, long... own) {
    this.name = name;
    this.type = type;
    this.dims = dims;
    this.bytes = bytes;
    this.stored = stored;
    this.integers = own;
  }

  /**
   * A tensor that lies somewhere as it is.
   *
   * @param stored what the bytes are
   */
  static OnnxTensor of(String name, OnnxType type, int[] dims, Span bytes, OnnxType stored) {
    return new OnnxTensor(name, type, dims, bytes, stored);
  }

  /** A tensor of integers, or of the bits of half-precision numbers. */
  static OnnxTensor of(String name, OnnxType type, int[] dims, long... integers) {
    return new OnnxTensor(name, type, dims, null, type, integers);
  }

  /** {@return its name in the file, which may be empty} */
  public String name() {
    return name;
  }

  /** {@return the type of its elements} */
  public OnnxType type() {
    return type;
  }

  /** {@return a copy of its extents} */
  public int[] dims() {
    return dims.clone();
  }

  /** {@return the number of elements} */
  public int length() {
    int length = 1;
    for (int extent : dims) {
      length = Math.multiplyExact(length, extent);
    }
    return length;
  }

  /** {@return a new array of the elements as real numbers} */
  public double[] reals() {
    double[] reals = new double[length()];
    if (bytes == null) {
      for (int i = 0; i < reals.length; i++) {
        reals[i] = type.isReal() ? type.realOfBits(integers[i]) : integers[i];
      }
      return reals;
    }
    eachChunk(
        bytes,
        (from, count, chunk) -> {
          for (int i = 0; i < count; i++) {
            reals[from + i] = stored.real(chunk, i);
          }
        });
    return reals;
  }

  /**
   * {@return a new array of some elements that follow each other, as real numbers}
   *
   * @param start the first of them
   * @param count how many
   */
  public double[] reals(int start, int count) {
    if (bytes == null) {
      return Arrays.copyOfRange(reals(), start, start + count);
    }
    ByteBuffer room = ByteBuffer.allocate(count * stored.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.source().read(bytes.start() + (long) start * stored.bytes(), room);
    room.flip();
    double[] some = new double[count];
    Arrays.setAll(some, i -> stored.real(room, i));
    return some;
  }

  /** {@return a new array of the elements, rounded to 32 bits} */
  public float[] floats() {
    float[] floats = new float[length()];
    if (bytes == null) {
      double[] reals = reals();
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) reals[i];
      }
      return floats;
    }
    eachChunk(
        bytes,
        (from, count, chunk) -> {
          if (stored == OnnxType.FLOAT) {
            FloatBuffer numbers = chunk.asFloatBuffer();
            numbers.get(floats, from, count);
            return;
          }
          for (int i = 0; i < count; i++) {
            floats[from + i] = (float) stored.real(chunk, i);
          }
        });
    return floats;
  }

  /** {@return a new array of the elements of an integer or boolean type; of UINT64 their bits} */
  public long[] integers() {
    if (bytes == null) {
      return integers.clone();
    }
    long[] read = new long[length()];
    eachChunk(
        bytes,
        (from, count, chunk) -> {
          for (int i = 0; i < count; i++) {
            read[from + i] = stored.integer(chunk, i);
          }
        });
    return read;
  }

  /** Takes some elements' bytes. */
  @FunctionalInterface
  private interface Taker {
    void take(int from, int count, ByteBuffer chunk);
  }

  private void eachChunk(Span span, Taker taker) {
    int length = length();
    int width = stored.bytes();
    int step = stored == OnnxType.FLOAT ? Math.max(1, length) : CHUNK;
    step = Math.min(step, (1 << 24) / width);
    ByteBuffer room =
        ByteBuffer.allocate(Math.min(step, length) * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < length; from += step) {
      int count = Math.min(step, length - from);
      room.clear().limit(count * width);
      span.source().read(span.start() + (long) from * width, room);
      taker.take(from, count, room.flip());
    }
  }
}
