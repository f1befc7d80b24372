package org.conductance4j.engine;

/** An operation whose outputs are sums of products. */
interface Summing {

  /**
   * The same whose forward pass in float32 is right to the last digits, at three times the cost.
   */
  Operation withExactSums();

  /** Whether this is one of those. */
  boolean sumsExactly();
}
