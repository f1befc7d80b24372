package org.conductance4j.engine.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A piece of native memory of a binding. While passes are planned it counts its users, so that it
 * can be handed on in place or given back to the {@link BufferPool}.
 */
public final class Buffer implements AutoCloseable {

  /** Bytes of a line of the processor's cache, and of its largest vectors. */
  private static final int LINE = 64;

  /**
   * Where in a line memory of single precision begins, in bytes. With AVX-512, products are fastest
   * on whole lines; with AVX2, some read matrices that begin with a vector at half the speed.
   */
  private static final class Start {
    /** What ND4J calls processors with AVX-512. */
    private static final int AVX_512 = 3;

    private static final int OFFSET =
        NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() == AVX_512 ? 0 : 16;
  }

  private static final AtomicLong OPEN = new AtomicLong();

  private final INDArray array;
  private final Precision precision;
  private final boolean isOwner;

  /** The memory of the array, unless ND4J allocated it. */
  private final @Nullable Pointer memory;

  /** What {@link #as} has made: each array takes native memory until it is collected. */
  private final Map<List<Long>, INDArray> arrays = new HashMap<>();

  private int users;

  /** ND4J's type of a precision. */
  public static DataType type(Precision precision) {
    return precision == Precision.FLOAT64 ? DataType.DOUBLE : DataType.FLOAT;
  }

  /**
   * Allocates memory without writing to it: ND4J writes zeros into all that it allocates, which
   * takes as long as a loop over it, and longer if the system still has to map the pages.
   */
  Buffer(Precision precision, long length) {
    DataType type = Buffer.type(precision);
    this.precision = precision;
    this.isOwner = true;
    this.memory = Nd4j.getEnvironment().isCPU() ? untouched(type, length) : null;
    this.array =
        memory == null
            ? Nd4j.createUninitialized(type, length)
            : Nd4j.create(Nd4j.createBuffer(memory, length, type), length);
    OPEN.addAndGet(length * precision.bytes());
  }

  private static Pointer untouched(DataType type, long length) {
    if (type == DataType.DOUBLE) {
      return new DoublePointer(length);
    }
    FloatPointer memory = new FloatPointer(length + LINE / Float.BYTES);
    long offset = Math.floorMod(Start.OFFSET - memory.address(), (long) LINE) / Float.BYTES;
    return offset == 0 ? memory : memory.getPointer(offset);
  }

  private Buffer(Precision precision, INDArray array) {
    this.precision = precision;
    this.array = array;
    this.isOwner = false;
    this.memory = null;
  }

  /** An array to be filled, which lives as long as it is referenced. */
  public static INDArray array(DataType type, long... shape) {
    Precision precision = type == DataType.DOUBLE ? Precision.FLOAT64 : Precision.FLOAT32;
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    INDArray array = new Buffer(precision, length).as(shape);
    OPEN.addAndGet(-length * precision.bytes());
    return array;
  }

  /** Memory of an array's numbers. */
  static long bytes(INDArray array) {
    return array.length() * array.dataType().width();
  }

  /** Native memory in bytes of all buffers that are still to be closed. */
  public static long open() {
    return OPEN.get();
  }

  /** The leading part of the memory as a buffer with users of its own. */
  Buffer part(long length) {
    return new Buffer(precision, as(length));
  }

  long length() {
    return array.length();
  }

  /** The leading part of the memory as a dense array, the same one for the same shape. */
  INDArray as(long... shape) {
    return arrays.computeIfAbsent(LongStream.of(shape).boxed().toList(), unknown -> make(shape));
  }

  private INDArray make(long... shape) {
    long needed = LongStream.of(shape).reduce(1, Math::multiplyExact);
    if (needed > length()) {
      throw new IllegalArgumentException("buffer: has " + length() + " numbers, needs " + needed);
    }
    return Nd4j.create(array.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
  }

  int users() {
    return users;
  }

  void retain() {
    users++;
  }

  /** Releases one use and returns whether it was the last. */
  boolean release() {
    users--;
    return users == 0;
  }

  /** Brings the host's copy up to date, where the memory lies on a GPU. */
  void fetchToHost() {
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
  }

  /** Declares the host's copy the newer one. */
  void wroteOnHost() {
    wroteOnHost(array);
  }

  static void wroteOnHost(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }

  /** The memory as bytes, in native order, for copies of rows. */
  ByteBuffer bytes() {
    return array.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder());
  }

  Pointer pointer() {
    return array.data().pointer();
  }

  /** Fills an array from a memory of single precision. */
  void read(long from, float[] into) {
    read(from, into, into.length);
  }

  /** Fills the leading part of an array from a memory of single precision. */
  void read(long from, float[] into, int length) {
    new FloatPointer(array.data().pointer()).position(from).get(into, 0, length);
  }

  /** Copies an array into a memory of single precision. */
  void write(long to, float[] from) {
    write(to, from, from.length);
  }

  /** Copies the leading part of an array into a memory of single precision. */
  void write(long to, float[] from, int length) {
    new FloatPointer(array.data().pointer()).position(to).put(from, 0, length);
  }

  Precision precision() {
    return precision;
  }

  /** Copies numbers out of the memory. */
  void read(long from, double[] into, int offset, int length) {
    if (precision == Precision.FLOAT64) {
      new DoublePointer(array.data().pointer()).position(from).get(into, offset, length);
      return;
    }
    float[] chunk = new float[length];
    read(from, chunk);
    for (int i = 0; i < length; i++) {
      into[offset + i] = chunk[i];
    }
  }

  /** Copies numbers into the memory. */
  void write(long to, double[] from, int offset, int length) {
    if (precision == Precision.FLOAT64) {
      new DoublePointer(array.data().pointer()).position(to).put(from, offset, length);
      return;
    }
    float[] chunk = new float[length];
    for (int i = 0; i < length; i++) {
      chunk[i] = (float) from[offset + i];
    }
    write(to, chunk);
  }

  @Override
  public void close() {
    if (isOwner) {
      array.close();
      OPEN.addAndGet(-length() * precision.bytes());
    }
    if (memory != null) {
      memory.close();
    }
  }
}
