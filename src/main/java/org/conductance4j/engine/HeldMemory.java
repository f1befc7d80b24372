package org.conductance4j.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory that computations of this process hold at a time: the native buffers of all
 * evaluators, and what callers add of their own large arrays. Weights and the JVM's own memory are
 * not in it. A count of the whole process, as memory is.
 */
public final class HeldMemory {

  private static final AtomicLong HELD = new AtomicLong();
  private static final AtomicLong PEAK = new AtomicLong();

  private HeldMemory() {}

  /**
   * Counts memory in.
   *
   * @param bytes taken, or given back where negative
   */
  public static void add(long bytes) {
    long held = HELD.addAndGet(bytes);
    PEAK.accumulateAndGet(held, Math::max);
  }

  /**
   * What is held now.
   *
   * @return bytes
   */
  public static long held() {
    return HELD.get();
  }

  /**
   * The most that was held at a time since {@link #restart}.
   *
   * @return bytes
   */
  public static long peak() {
    return PEAK.get();
  }

  /**
   * Takes a peak of an earlier process that did a part of this one's work.
   *
   * @param bytes that it held at most
   */
  public static void raise(long bytes) {
    PEAK.accumulateAndGet(bytes, Math::max);
  }

  /** Forgets the peak. */
  public static void restart() {
    PEAK.set(HELD.get());
  }
}
