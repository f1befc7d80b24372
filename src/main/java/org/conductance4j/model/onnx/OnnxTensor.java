package org.conductance4j.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a file, row-major. Its elements are read when they are asked for and not kept, but
 * those that the file holds as integers of varying length. Immutable.
 */
public final class OnnxTensor {

  private static final int CHUNK = 1 << 16;

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

  /** Takes some of the elements. */
  @FunctionalInterface
  public interface FloatTaker {
    /**
     * Takes elements that follow each other.
     *
     * @param first the place of the first
     * @param numbers rounded to 32 bits, in the first places; used again afterwards
     * @param count how many
     */
    void take(int first, float[] numbers, int count);
  }

  /**
   * Reads the elements piece by piece, so that they never are on the heap together.
   *
   * @param taker is given all elements in their order
   */
  public void floats(FloatTaker taker) {
    if (bytes == null) {
      float[] all = floats();
      taker.take(0, all, all.length);
      return;
    }
    float[] piece = new float[Math.min(CHUNK, length())];
    eachChunk(
        bytes,
        (from, count, chunk) -> {
          if (stored == OnnxType.FLOAT) {
            chunk.asFloatBuffer().get(piece, 0, count);
          } else {
            for (int i = 0; i < count; i++) {
              piece[i] = (float) stored.real(chunk, i);
            }
          }
          taker.take(from, piece, count);
        });
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
    floats((first, numbers, count) -> System.arraycopy(numbers, 0, floats, first, count));
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
    ByteBuffer room =
        ByteBuffer.allocate(Math.min(CHUNK, length) * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      room.clear().limit(count * width);
      span.source().read(span.start() + (long) from * width, room);
      taker.take(from, count, room.flip());
    }
  }
}
