package org.conductance4j.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A piece of native memory of a binding. While passes are planned it counts its users, so that it
 * can be handed on in place or given back to the {@link Pool}.
 */
final class Buffer implements AutoCloseable {

  private final INDArray array;
  private final Precision precision;
  private final boolean isOwner;
  private int users;

  Buffer(Precision precision, long length) {
    this(precision, Nd4j.createUninitialized(precision.dataType(), length), true);
  }

  private Buffer(Precision precision, INDArray array, boolean isOwner) {
    this.precision = precision;
    this.array = array;
    this.isOwner = isOwner;
  }

  /** The leading part of the memory as a buffer with users of its own. */
  Buffer part(long length) {
    return new Buffer(precision, as(length), false);
  }

  long length() {
    return array.length();
  }

  /** The leading part of the memory as a dense array. */
  INDArray as(long... shape) {
    long n = 1;
    for (long extent : shape) {
      n *= extent;
    }
    INDArray part = n == array.length() ? array : array.get(NDArrayIndex.interval(0, n));
    return part.reshape('c', shape);
  }

  int users() {
    return users;
  }

  void retain() {
    users++;
  }

  /** Gives one use back and says whether it was the last. */
  boolean release() {
    users--;
    return users == 0;
  }

  /** The memory as bytes, in native order, for copies of rows. */
  ByteBuffer bytes() {
    return array.data().pointer().asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** Fills an array from a memory of single precision. */
  void read(long from, float[] into) {
    new FloatPointer(array.data().pointer()).position(from).get(into);
  }

  /** Copies an array into a memory of single precision. */
  void write(long to, float[] from) {
    new FloatPointer(array.data().pointer()).position(to).put(from);
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
    }
  }
}
