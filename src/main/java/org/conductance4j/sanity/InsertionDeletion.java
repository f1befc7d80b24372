package org.conductance4j.sanity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.conductance4j.array.Shuffle;
import org.conductance4j.array.Tensor;
import org.conductance4j.ranking.Ranking;
import org.conductance4j.sanity.Measurement.Point;

/**
 * Insertion and deletion curves: with T_q the top part q of the {@link ScoredPositions} by their
 * score, channels summed,
 *
 * <p>insertion ∫₀¹ F(x′ + 1_{T_q} ⊙ (x − x′)) dq, deletion ∫₀¹ F(x + 1_{T_q} ⊙ (x′ − x)) dq,
 *
 * <p>by the trapezoid rule, beside the mean of random orders.
 *
 * <p>Source: V. Petsiuk, A. Das, K. Saenko, RISE: Randomized Input Sampling for Explanation of
 * Black-box Models, 2018, arXiv:1806.07421. Differences from the source: what is missing has the
 * baseline's value and is not blurred; neurons are moved, too.
 */
record InsertionDeletion(Elements elements, long seed) {

  private static final int STEPS = 50;
  private static final int ORDERS = 5;

  Measurement insertion(String method, Tensor map) {
    return measure(method, Measure.INSERTION, map, elements.atBaseline(), elements.atInput());
  }

  Measurement deletion(String method, Tensor map) {
    return measure(method, Measure.DELETION, map, elements.atInput(), elements.atBaseline());
  }

  private Measurement measure(
      String method, Measure measure, Tensor map, double[] from, double[] to) {
    List<Point> curve = curve(order(method, map), from, to);
    SplittableRandom random = new SplittableRandom(seed);
    double chance = 0;
    for (int k = 0; k < ORDERS; k++) {
      chance += area(curve(Shuffle.order(elements.places().count(), random), from, to)) / ORDERS;
    }
    String detail =
        String.format(
            Locale.ROOT,
            "random orders %.4g; F goes from %.4g to %.4g in %d steps",
            chance,
            score(curve, 0),
            score(curve, curve.size() - 1),
            curve.size() - 1);
    return new Measurement(method, measure, area(curve), chance, curve, detail);
  }

  private int[] order(String method, Tensor map) {
    double[] sums = elements.places().sums(map);
    return Ranking.of(method, Tensor.of(new int[] {sums.length}, sums)).order();
  }

  private static double score(List<Point> curve, int at) {
    Double value = curve.get(at).value();
    return value == null ? Double.NaN : value;
  }

  private List<Point> curve(int[] order, double[] from, double[] to) {
    int count = order.length;
    int steps = Math.min(STEPS, count);
    double[] values = from.clone();
    double[] scores =
        elements.scores(
            steps + 1,
            step -> {
              for (int k = moved(step - 1, steps, count); k < moved(step, steps, count); k++) {
                elements.places().copy(order[k], to, values);
              }
              return values;
            });
    List<Point> curve = new ArrayList<>();
    for (int step = 0; step <= steps; step++) {
      curve.add(new Point((double) moved(step, steps, count) / count, scores[step]));
    }
    return curve;
  }

  /** Places that have moved after a step. */
  private static int moved(int step, int steps, int count) {
    return (int) ((long) Math.max(0, step) * count / steps);
  }

  /** Area under a curve, by the trapezoid rule. */
  static double area(List<Point> curve) {
    double area = 0;
    for (int k = 1; k < curve.size(); k++) {
      double width = curve.get(k).at() - curve.get(k - 1).at();
      area += width * (score(curve, k) + score(curve, k - 1)) / 2;
    }
    return area;
  }
}
