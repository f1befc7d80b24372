package org.conductance4j.sanity;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random orders. */
final class Shuffling {

  private Shuffling() {}

  /** Fisher and Yates's shuffle of 0 to count − 1. */
  static int[] order(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int k = count - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int kept = order[k];
      order[k] = order[other];
      order[other] = kept;
    }
    return order;
  }
}
