package org.conductance4j.attribution.memory;

/** The memory that one stage of a computation needs; stages run one after the other. */
public interface Workload {

  /** {@return bytes of weights beyond one copy in the program's precision, kept throughout} */
  long moreWeights();

  /**
   * {@return bytes of buffers and of arrays that go in and out of passes}
   *
   * @param batch number of rows that go through the network together
   */
  long bytes(int batch);

  /**
   * {@return the part of {@link #bytes} that lies on the heap}
   *
   * @param batch number of rows that go through the network together
   */
  default long heapBytes(int batch) {
    return 0;
  }

  /**
   * {@return the least bytes that must be kept of nodes}
   *
   * @param batch number of rows that go through the network together
   */
  default long leastStore(int batch) {
    return 0;
  }

  /**
   * {@return the most bytes of nodes that are worth keeping, 0 where nothing is kept: with more,
   * nothing would be computed less often}
   */
  default long usefulStore() {
    return 0;
  }
}
