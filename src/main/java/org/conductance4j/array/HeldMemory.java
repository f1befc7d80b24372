package org.conductance4j.array;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory that computations of this process hold at a time: the native buffers of all
 * evaluators, and what callers add of their own large arrays. Weights and the JVM's own memory are
 * not in it. A count of the whole process, as memory is.
 */
public final class HeldMemory {

  private static final AtomicLong HELD = new AtomicLong();
  private static final AtomicLong PEAK = new AtomicLong();
  private static final AtomicLong KEPT = new AtomicLong();
  private static final AtomicLong MOST_KEPT = new AtomicLong();

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
   * Counts memory in that is kept of results, as much as there is room for: the part of a plan that
   * is not known before it is carried out.
   *
   * @param bytes taken, or given back where negative
   */
  public static void keep(long bytes) {
    long kept = KEPT.addAndGet(bytes);
    MOST_KEPT.accumulateAndGet(kept, Math::max);
    add(bytes);
  }

  /**
   * The most that was kept at a time since {@link #restart}.
   *
   * @return bytes, which are part of what was held
   */
  public static long mostKept() {
    return MOST_KEPT.get();
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
   * Takes the peaks of an earlier process that did a part of this one's work.
   *
   * @param bytes that it held at most
   * @param kept bytes that it kept at most
   */
  public static void raise(long bytes, long kept) {
    PEAK.accumulateAndGet(bytes, Math::max);
    MOST_KEPT.accumulateAndGet(kept, Math::max);
  }

  /** Forgets the peaks. */
  public static void restart() {
    PEAK.set(HELD.get());
    MOST_KEPT.set(KEPT.get());
  }
}
