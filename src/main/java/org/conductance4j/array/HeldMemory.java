package org.conductance4j.array;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory that this process holds for computations: the native buffers of all evaluators
 * and large arrays that callers add. Weights and the JVM's own memory are not counted. The counters
 * are static, because memory belongs to the whole process.
 */
public final class HeldMemory {

  private static final AtomicLong HELD = new AtomicLong();
  private static final AtomicLong PEAK = new AtomicLong();
  private static final AtomicLong KEPT = new AtomicLong();
  private static final AtomicLong MOST_KEPT = new AtomicLong();

  private HeldMemory() {}

  /**
   * Adds to the memory that is held.
   *
   * @param bytes taken; negative if they are given back
   */
  public static void add(long bytes) {
    long held = HELD.addAndGet(bytes);
    PEAK.accumulateAndGet(held, Math::max);
  }

  /**
   * Adds memory that holds results as long as there is room for them. How much it will be is not
   * known when memory is planned.
   *
   * @param bytes taken; negative if they are given back
   */
  public static void keep(long bytes) {
    long kept = KEPT.addAndGet(bytes);
    MOST_KEPT.accumulateAndGet(kept, Math::max);
    add(bytes);
  }

  /**
   * {@return the most bytes kept at any time since {@link #restart}, which are part of those held}
   */
  public static long mostKept() {
    return MOST_KEPT.get();
  }

  /** {@return the bytes held now} */
  public static long held() {
    return HELD.get();
  }

  /** {@return the most bytes held at any time since {@link #restart}} */
  public static long peak() {
    return PEAK.get();
  }

  /**
   * Includes the peaks of an earlier process that did a part of this one's work.
   *
   * @param bytes the most that it held
   * @param kept the most that it kept
   */
  public static void raise(long bytes, long kept) {
    PEAK.accumulateAndGet(bytes, Math::max);
    MOST_KEPT.accumulateAndGet(kept, Math::max);
  }

  /** Resets the peaks to what is held and kept now. */
  public static void restart() {
    PEAK.set(HELD.get());
    MOST_KEPT.set(KEPT.get());
  }
}
