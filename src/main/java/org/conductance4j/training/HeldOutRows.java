package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.array.Shuffle;

/** Decides which examples of a file are kept for testing: every sixth. */
final class HeldOutRows {

  private static final int EVERY = 6;

  private HeldOutRows() {}

  /** The indices of the examples for training. */
  static List<Integer> learned(int size) {
    return IntStream.range(0, size).filter(i -> !isKept(i)).boxed().toList();
  }

  /** The indices of the examples for testing. */
  static List<Integer> kept(int size) {
    return IntStream.range(0, size).filter(HeldOutRows::isKept).boxed().toList();
  }

  /** The items with those for training in a random order, and those for testing unchanged. */
  static <T> List<T> shuffled(List<T> items, SplittableRandom random) {
    List<Integer> learned = learned(items.size());
    List<Integer> sources = Shuffle.items(learned, random);
    List<T> shuffled = new ArrayList<>(items);
    for (int k = 0; k < learned.size(); k++) {
      shuffled.set(learned.get(k), items.get(sources.get(k)));
    }
    return List.copyOf(shuffled);
  }

  private static boolean isKept(int number) {
    return number % EVERY == EVERY - 1;
  }
}
