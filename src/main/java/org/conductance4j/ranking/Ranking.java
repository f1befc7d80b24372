package org.conductance4j.ranking;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * The units of a layer in the order of a score: the largest signed score first, ties by index
 * (channel, row, column).
 */
public final class Ranking {

  private final String id;
  private final Tensor scores;
  private final int[] order;

  private Ranking(String id, Tensor scores, int[] order) {
    this.id = id;
    this.scores = scores;
    this.order = order;
  }

  /**
   * Ranks the units of a layer.
   *
   * @param id what the curves and files of this ranking are called
   * @param scores one score a unit, of the layer's shape
   * @return the ranking
   * @throws InvalidInputException if a score is not a number
   */
  public static Ranking of(String id, Tensor scores) {
    double[] keys = scores.toArray();
    for (int unit = 0; unit < keys.length; unit++) {
      if (Double.isNaN(keys[unit])) {
        throw InvalidInputException.of(
            "ranking '" + id + "'",
            "needs numbers as scores",
            "NaN at unit " + unit,
            "check the network and the input");
      }
    }
    return new Ranking(id, scores, descending(keys));
  }

  /**
   * A control that knows nothing of the network: scores drawn uniformly between 0 and 1.
   *
   * @param seed of the draw; the ranking's id is {@code random:SEED}
   * @param shape of the layer; not modified
   * @return the ranking
   */
  public static Ranking random(long seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = new double[Tensor.length(shape)];
    Arrays.setAll(scores, unit -> random.nextDouble());
    return of("random:" + seed, Tensor.of(shape, scores));
  }

  /** A stable merge sort of primitive indices: equal scores keep the order of their indices. */
  private static int[] descending(double[] keys) {
    int n = keys.length;
    int[] order = new int[n];
    Arrays.setAll(order, unit -> unit);
    int[] merged = new int[n];
    for (int width = 1; width < n && width > 0; width *= 2) {
      for (int start = 0; start < n; start += 2 * width) {
        merge(
            keys, order, merged, start, Math.min(start + width, n), Math.min(start + 2 * width, n));
      }
      int[] swap = order;
      order = merged;
      merged = swap;
    }
    return order;
  }

  private static void merge(double[] keys, int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int k = start; k < end; k++) {
      boolean takeLeft = left < middle && (right >= end || keys[from[left]] >= keys[from[right]]);
      to[k] = takeLeft ? from[left++] : from[right++];
    }
  }

  /**
   * What the curves and files of this ranking are called.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * One score a unit.
   *
   * @return the scores, of the layer's shape
   */
  public Tensor scores() {
    return scores;
  }

  /**
   * Number of units.
   *
   * @return the count
   */
  public int units() {
    return order.length;
  }

  /**
   * All units, the highest score first.
   *
   * @return a copy of the row-major indices
   */
  public int[] order() {
    return order.clone();
  }

  /**
   * The units in the top part of this ranking.
   *
   * @param fraction the part, in [0, 1)
   * @return the row-major indices of {@link #count} units, the highest score first
   * @throws InvalidInputException if the fraction is out of range
   */
  public int[] top(double fraction) {
    return Arrays.copyOf(order, count(fraction, order.length));
  }

  /**
   * floor(fraction × units), with the fraction taken as the decimal number that is written: 0.29 of
   * 100 units are 29, though the nearest double to 0.29 lies below it.
   *
   * @param fraction the part, in [0, 1)
   * @param units how many there are
   * @return how many of them the part holds
   * @throws InvalidInputException if the fraction is out of range
   */
  public static int count(double fraction, int units) {
    if (!(fraction >= 0 && fraction < 1)) {
      throw InvalidInputException.of(
          "fraction", "must lie in [0, 1)", fraction, "0.01 prunes one unit in a hundred");
    }
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(units))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }
}
