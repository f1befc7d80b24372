package org.conductance4j.array;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Puts items into a random order (R. A. Fisher, F. Yates 1938). */
public final class Shuffle {

  private Shuffle() {}

  /**
   * {@return the numbers from 0 to {@code count - 1} in a random order}
   *
   * @param count how many
   * @param random draws {@code count - 1} times
   */
  public static int[] order(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int k = count - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int kept = order[k];
      order[k] = order[other];
      order[other] = kept;
    }
    return order;
  }

  /**
   * {@return the same items in a random order}
   *
   * @param items not modified
   * @param random draws one number for each item but one
   * @param <T> the type of an item
   */
  public static <T> List<T> items(List<T> items, SplittableRandom random) {
    return Arrays.stream(order(items.size(), random)).mapToObj(items::get).toList();
  }
}
