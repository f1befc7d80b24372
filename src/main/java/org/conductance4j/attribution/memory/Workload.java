package org.conductance4j.attribution.memory;

/** What a stage of a computation needs memory for; stages follow one another. */
public interface Workload {

  /**
   * Memory of weights beyond one copy in the program's precision, which stays.
   *
   * @return bytes
   */
  long moreWeights();

  /**
   * Memory of buffers and of arrays that go in and out of passes.
   *
   * @param batch number of rows that go through the network together
   * @return bytes
   */
  long bytes(int batch);

  /**
   * The part of {@link #bytes} that lies on the heap.
   *
   * @param batch number of rows that go through the network together
   * @return bytes
   */
  default long heapBytes(int batch) {
    return 0;
  }

  /**
   * The least that must be kept of nodes.
   *
   * @param batch number of rows that go through the network together
   * @return bytes
   */
  default long leastStore(int batch) {
    return 0;
  }

  /**
   * The most that may be kept of nodes: with more than that nothing would be computed less often.
   *
   * @return bytes, 0 where nothing is kept
   */
  default long usefulStore() {
    return 0;
  }
}
