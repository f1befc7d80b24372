package org.conductance4j.experiment.window;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.ranking.Ranking;

/**
 * What is pruned for each class: the tops of the rankings by the class's average regional
 * conductance of each window, by its average conductance, and of random rankings.
 */
final class WindowPruning {

  /** What rankings are called. */
  static final List<String> RANKINGS =
      List.of(
          RankingOptions.RegionalConductance.ID,
          RankingOptions.LayerConductance.ID,
          RankingOptions.RandomOrder.ID);

  private final int windows;
  private final int seeds;
  private final int fractions;
  private final int[][][] masks;

  private WindowPruning(int windows, int seeds, int fractions, int[][][] masks) {
    this.windows = windows;
    this.seeds = seeds;
    this.fractions = fractions;
    this.masks = masks;
  }

  /** Ranks by means of conductance, (class, region): of everything first, then of each window. */
  static WindowPruning of(
      List<List<Tensor>> means, List<Long> randomSeeds, List<Double> fractions) {
    int windows = means.get(0).size() - 1;
    int[][][] masks = new int[means.size()][][];
    for (int c = 0; c < masks.length; c++) {
      List<Ranking> rankings = new ArrayList<>();
      for (int w = 1; w <= windows; w++) {
        rankings.add(Ranking.of(RANKINGS.get(0), means.get(c).get(w)));
      }
      Tensor all = means.get(c).get(0);
      rankings.add(Ranking.of(RANKINGS.get(1), all));
      randomSeeds.forEach(seed -> rankings.add(Ranking.random(seed, all.shape())));
      List<int[]> tops = new ArrayList<>();
      for (Ranking ranking : rankings) {
        fractions.forEach(fraction -> tops.add(ranking.top(fraction)));
      }
      masks[c] = tops.toArray(int[][]::new);
    }
    return new WindowPruning(windows, randomSeeds.size(), fractions.size(), masks);
  }

  /** Number of prunings of a class. */
  int count() {
    return (windows + 1 + seeds) * fractions;
  }

  int windows() {
    return windows;
  }

  int fractions() {
    return fractions;
  }

  /** Units that pruning number {@code mask} of a class sets to 0; not a copy. */
  int[] units(int label, int mask) {
    return masks[label][mask];
  }

  /** The window by whose conductance a pruning ranks, from 0; −1 for the other rankings. */
  int window(int mask) {
    int ranking = mask / fractions;
    return ranking < windows ? ranking : -1;
  }

  /**
   * The prunings that a window, a kind of ranking and a fraction stand for, each with its share.
   */
  List<Integer> masks(int window, int kind, int fraction) {
    List<Integer> numbers = new ArrayList<>();
    int first = kind == 0 ? window : windows + kind - 1;
    int count = kind == 2 ? seeds : 1;
    for (int s = 0; s < count; s++) {
      numbers.add((first + s) * fractions + fraction);
    }
    return numbers;
  }
}
