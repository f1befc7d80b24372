package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.ranking.Ranking;

/**
 * One point that a sweep computes: the top part of a ranking, pruned.
 *
 * @param ranking id of the ranking
 * @param fraction the part of the units that is pruned
 * @param plan which units these are
 */
public record PruningPoint(String ranking, double fraction, Plan plan) {

  /**
   * {@return every fraction of every ranking, ranking by ranking}
   *
   * @param rankings of the same layer
   * @param fractions parts in [0, 1)
   * @param replacement what takes the place of pruned units
   */
  public static List<PruningPoint> all(
      List<Ranking> rankings, List<Double> fractions, Replacement replacement) {
    List<PruningPoint> prunings = new ArrayList<>();
    for (Ranking ranking : rankings) {
      for (double fraction : fractions) {
        Plan plan = Plan.top(ranking, fraction, replacement);
        prunings.add(new PruningPoint(ranking.id(), fraction, plan));
      }
    }
    return prunings;
  }
}
