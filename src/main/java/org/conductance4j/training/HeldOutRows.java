package org.conductance4j.training;

import java.util.List;
import java.util.stream.IntStream;

/** Which examples of one file are kept for testing: every sixth. */
final class HeldOutRows {

  private static final int EVERY = 6;

  private HeldOutRows() {}

  /** The numbers of those that are learned from. */
  static List<Integer> learned(int size) {
    return IntStream.range(0, size).filter(i -> !isKept(i)).boxed().toList();
  }

  /** The numbers of those that are tested on. */
  static List<Integer> kept(int size) {
    return IntStream.range(0, size).filter(HeldOutRows::isKept).boxed().toList();
  }

  private static boolean isKept(int number) {
    return number % EVERY == EVERY - 1;
  }
}
