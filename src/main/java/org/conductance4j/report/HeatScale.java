package org.conductance4j.report;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.experiment.result.Numbers;

/**
 * A diverging colour scale around zero: white at zero, orange to brown above, blue below, equally
 * dark on both sides. Orange against blue is told apart under every common colour blindness.
 */
record HeatScale(double limit) {

  /** Share of the values that lie within the scale; the rest is drawn in its end colours. */
  static final double WITHIN = 0.995;

  private static final int[][] POSITIVE = {
    {0xff, 0xff, 0xff},
    {0xfd, 0xc6, 0x8f},
    {0xee, 0x7b, 0x1c},
    {0xb6, 0x45, 0x00},
    {0x6b, 0x22, 0x00}
  };
  private static final int[][] NEGATIVE = {
    {0xff, 0xff, 0xff},
    {0xb3, 0xd9, 0xf3},
    {0x55, 0xa3, 0xdc},
    {0x1a, 0x6f, 0xc0},
    {0x12, 0x3a, 0x75}
  };

  /** One scale for several planes: {@link #WITHIN} of all their values lie within it. */
  static HeatScale of(List<Plane> planes) {
    double[] sizes = planes.stream().flatMapToDouble(p -> Arrays.stream(p.magnitudes())).toArray();
    Arrays.sort(sizes);
    if (sizes.length == 0 || sizes[sizes.length - 1] == 0) {
      return new HeatScale(1);
    }
    double limit = sizes[(int) Math.min(sizes.length - 1.0, Math.ceil(WITHIN * sizes.length) - 1)];
    return new HeatScale(limit == 0 ? sizes[sizes.length - 1] : limit);
  }

  /** The note under a map with values beyond the scale. */
  static String beyond() {
    return "the largest " + Numbers.percent(1 - WITHIN) + " go beyond the scale’s ends";
  }

  /** How far a value is from the middle of the scale: 0 at zero, 1 at its ends and beyond. */
  double depth(double value) {
    return Math.min(1, Math.abs(value) / limit);
  }

  /** The colour of a value as 0xRRGGBB. */
  int colour(double value) {
    double depth = depth(value);
    int[][] stops = value < 0 ? NEGATIVE : POSITIVE;
    double place = depth * (stops.length - 1);
    int from = Math.min((int) place, stops.length - 2);
    double share = place - from;
    int colour = 0;
    for (int c = 0; c < 3; c++) {
      double level = stops[from][c] + (stops[from + 1][c] - stops[from][c]) * share;
      colour = colour << 8 | (int) Math.round(level);
    }
    return colour;
  }
}
