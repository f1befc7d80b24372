package org.conductance4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Puts numbers into a random order (R. A. Fisher, F. Yates 1938). */
final class Shuffle {

  private Shuffle() {}

  /** The numbers from 0 on, each once. */
  static List<Integer> of(int count, SplittableRandom random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Integer number = order.get(i);
      order.set(i, order.get(j));
      order.set(j, number);
    }
    return order;
  }

  /** The same items in a random order. */
  static <T> List<T> items(List<T> items, SplittableRandom random) {
    return of(items.size(), random).stream().map(items::get).toList();
  }
}
