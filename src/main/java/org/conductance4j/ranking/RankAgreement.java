package org.conductance4j.ranking;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * How far two rankings of the same units agree.
 *
 * <p>Source of the correlation: Spearman 1904, The proof and measurement of association between two
 * things, DOI 10.2307/1412159. Differences from the source: none; equal scores share the mean of
 * their ranks.
 */
public final class RankAgreement {

  private RankAgreement() {}

  /**
   * {@return Spearman's rank correlation in [−1, 1], Pearson's correlation of the ranks; empty
   * where all scores of one side are equal, which leaves no order to compare}
   *
   * @param first one score a unit; not modified
   * @param second scores of the same units; not modified
   * @throws InvalidInputException if the numbers of units differ, there are none, or a score is NaN
   */
  public static OptionalDouble spearman(double[] first, double[] second) {
    requireSameUnits(first.length, second.length);
    double[] a = centredRanks(first);
    double[] b = centredRanks(second);
    double squares = dot(a, a) * dot(b, b);
    if (squares == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.max(-1, Math.min(1, dot(a, b) / Math.sqrt(squares))));
  }

  /**
   * {@return Spearman's rank correlation of two arrays of scores, as of {@link #spearman(double[],
   * double[])}}
   *
   * @param first one score a unit
   * @param second scores of the same units
   */
  public static OptionalDouble spearman(Tensor first, Tensor second) {
    return spearman(first.toArray(), second.toArray());
  }

  /**
   * {@return the part of the units at the top of one ranking that are at the top of the other too,
   * in [0, 1]}
   *
   * <p>It is |A ∩ B| / |A| for tops of the same size, by chance about the fraction itself.
   *
   * @param first a ranking
   * @param second a ranking of the same units
   * @param fraction how much of each is its top, in [0, 1)
   * @throws InvalidInputException if the numbers of units differ or the fraction holds no unit
   */
  public static double overlap(Ranking first, Ranking second, double fraction) {
    requireSameUnits(first.units(), second.units());
    int[] top = first.top(fraction);
    if (top.length == 0) {
      throw InvalidInputException.of(
          "fraction",
          "must hold at least one of " + first.units() + " units to compare tops",
          fraction,
          "choose a larger fraction");
    }
    BitSet members = new BitSet(first.units());
    Arrays.stream(top).forEach(members::set);
    long common = Arrays.stream(second.top(fraction)).filter(members::get).count();
    return (double) common / top.length;
  }

  private static void requireSameUnits(int first, int second) {
    if (first != second || first == 0) {
      throw InvalidInputException.of(
          "rankings",
          "need the same units to be compared, at least one",
          first + " and " + second + " units",
          "rank one layer both times");
    }
  }

  /** Ranks from the lowest score, equal scores at their mean rank, minus the mean of all ranks. */
  private static double[] centredRanks(double[] scores) {
    int[] order = Ranking.of("scores", Tensor.of(new int[] {scores.length}, scores)).order();
    double[] ranks = new double[scores.length];
    double middle = (scores.length - 1) / 2.0;
    int start = 0;
    while (start < order.length) {
      int end = start;
      while (end + 1 < order.length && scores[order[end + 1]] == scores[order[start]]) {
        end++;
      }
      for (int k = start; k <= end; k++) {
        ranks[order[k]] = middle - (start + end) / 2.0;
      }
      start = end + 1;
    }
    return ranks;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
