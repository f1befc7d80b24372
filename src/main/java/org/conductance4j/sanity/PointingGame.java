package org.conductance4j.sanity;

import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.Region;

/**
 * Pointing game: 1 where the map's maximum lies in the region, else 0; a pixel or time step has the
 * sum of its channels and is inside where one of them is. Beside it Σ_{R} max(φ, 0) / Σ max(φ, 0),
 * the part of the positive mass inside, and the region's part of the area, which a map that knows
 * nothing gets.
 *
 * <p>Sources: J. Zhang and others, Top-down Neural Attention by Excitation Backprop, 2016,
 * arXiv:1608.00507, for the maximum, without its margin of 15 pixels; H. Wang and others,
 * Score-CAM, 2020, arXiv:1910.01279, for the mass.
 *
 * @param hit whether the maximum is inside
 * @param mass part of the positive mass inside; NaN where nothing is positive
 * @param area part of the places inside
 */
record PointingGame(boolean hit, double mass, double area) {

  static Measurement measure(
      String method, Tensor map, Region region, boolean channelsLast, boolean scoresInput) {
    Measure measure = Measure.POINTING_GAME;
    if (!scoresInput) {
      return Measurement.notApplicable(method, measure, "it scores neurons, not places");
    }
    if (region.complement().isEmpty()) {
      return Measurement.notApplicable(method, measure, "the region is the whole input");
    }
    PointingGame game = of(map, region, channelsLast);
    String detail =
        String.format(
            Locale.ROOT,
            "maximum %s the region, with %.3g of the positive mass on %.3g of the area",
            game.hit() ? "in" : "outside",
            game.mass(),
            game.area());
    double value = game.hit() ? 1 : 0;
    return new Measurement(method, measure, value, game.area(), List.of(), detail);
  }

  /** Plays. */
  static PointingGame of(Tensor map, Region region, boolean channelsLast) {
    ScoredPositions places = ScoredPositions.ofInput(map.shape(), channelsLast);
    double[] sums = places.sums(map);
    double best = Double.NEGATIVE_INFINITY;
    boolean hit = false;
    double in = 0;
    double all = 0;
    int area = 0;
    for (int place = 0; place < sums.length; place++) {
      double sum = sums[place];
      boolean inside = false;
      for (int channel = 0; channel < places.channels(); channel++) {
        inside |= region.contains(places.element(place, channel));
      }
      hit = sum > best ? inside : hit;
      best = Math.max(best, sum);
      all += Math.max(0, sum);
      in += inside ? Math.max(0, sum) : 0;
      area += inside ? 1 : 0;
    }
    return new PointingGame(hit, in / all, (double) area / sums.length);
  }
}
