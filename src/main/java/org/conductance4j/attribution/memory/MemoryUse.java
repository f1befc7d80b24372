package org.conductance4j.attribution.memory;

/**
 * Memory of a computation: weights, buffers and large arrays, without the JVM's own.
 *
 * @param limit the most bytes that the plan allows in use, with a full store
 * @param planned bytes of the plan for as much as was kept: the number of nodes of an adaptive path
 *     is not known beforehand
 * @param peak the most bytes that were in use at a time, counted where they are taken
 */
public record MemoryUse(long limit, long planned, long peak) {

  /** No memory. */
  public static final MemoryUse NONE = new MemoryUse(0, 0, 0);

  /**
   * {@return the larger of each number, of two computations of which one follows the other}
   *
   * @param other the other
   */
  public MemoryUse or(MemoryUse other) {
    return new MemoryUse(
        Math.max(limit, other.limit), Math.max(planned, other.planned), Math.max(peak, other.peak));
  }
}
