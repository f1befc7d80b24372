package org.conductance4j.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Hands out buffers while passes are planned and takes them back when their last use is planned.
 */
public final class BufferPool implements AutoCloseable {

  private final Precision precision;
  private final boolean measures;
  private final List<Buffer> all = new ArrayList<>();
  private final List<Buffer> free = new ArrayList<>();
  private @Nullable Buffer largest;

  public BufferPool(Precision precision) {
    this(precision, false);
  }

  private BufferPool(Precision precision, boolean measures) {
    this.precision = precision;
    this.measures = measures;
  }

  /** A pool that counts the memory of its buffers without allocating it. */
  public static BufferPool measuring(Precision precision) {
    return new BufferPool(precision, true);
  }

  Precision precision() {
    return precision;
  }

  /**
   * A buffer with one user, of at least the given length: the smallest free one that fits.
   *
   * @throws InvalidInputException if no loop could number its bytes
   */
  Buffer acquire(long length) {
    if (!measures && length > Integer.MAX_VALUE / precision.bytes()) {
      throw InvalidInputException.of(
          "activations of " + length + " numbers",
          "must take under 2 GiB for all examples that one core computes at a time",
          length * precision.bytes() + " bytes",
          "give a smaller input, or less memory, so that fewer are computed at a time");
    }
    Buffer best = null;
    for (Buffer candidate : free) {
      boolean fits = candidate.length() >= length && candidate.length() <= 4 * length;
      if (fits && (best == null || candidate.length() < best.length())) {
        best = candidate;
      }
    }
    if (best == null) {
      best = measures ? standIn(length) : new Buffer(precision, length);
      all.add(best);
      count(length);
    } else {
      free.remove(best);
    }
    best.retain();
    return best;
  }

  private Buffer standIn(long length) {
    Buffer place = largest;
    if (place != null && place.length() >= length) {
      return place.part(length);
    }
    largest = new Buffer(precision, length);
    return largest;
  }

  private void count(long length) {
    if (!measures) {
      HeldMemory.add(length * precision.bytes());
    }
  }

  /** Runs loops of the JVM with all buffers fetched to the host, which is newer afterwards. */
  void onHost(Runnable loops) {
    all.forEach(Buffer::fetchToHost);
    loops.run();
    all.forEach(Buffer::wroteOnHost);
  }

  void release(Buffer buffer) {
    if (buffer.release()) {
      free.add(buffer);
    }
  }

  long bytes() {
    return all.stream().mapToLong(Buffer::length).sum() * precision.bytes();
  }

  @Override
  public void close() {
    count(-all.stream().mapToLong(Buffer::length).sum());
    all.forEach(Buffer::close);
    all.clear();
    free.clear();
  }
}
