package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Hands out buffers while passes are planned and takes them back when their last use is planned.
 */
final class Pool implements AutoCloseable {

  private final Precision precision;
  private final List<Buffer> all = new ArrayList<>();
  private final List<Buffer> free = new ArrayList<>();

  Pool(Precision precision) {
    this.precision = precision;
  }

  /** A buffer with one user, of at least the given length: the smallest free one that fits. */
  Buffer acquire(long length) {
    Buffer best = null;
    for (Buffer candidate : free) {
      boolean fits = candidate.length() >= length && candidate.length() <= 4 * length;
      if (fits && (best == null || candidate.length() < best.length())) {
        best = candidate;
      }
    }
    if (best == null) {
      best = new Buffer(precision, length);
      all.add(best);
      HeldMemory.add(length * precision.bytes());
    } else {
      free.remove(best);
    }
    best.retain();
    return best;
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
    HeldMemory.add(-bytes());
    all.forEach(Buffer::close);
    all.clear();
    free.clear();
  }
}
