package org.conductance4j.pruning;

import java.util.List;
import java.util.NavigableSet;
import org.conductance4j.attribution.path.PathPoint;
import org.conductance4j.attribution.path.PiecePlacement;

/**
 * Places the points of the path at which prunings are differentiated: dense where the intact
 * network's score moves, nowhere coarse, and at nodes of the intact network's own path where there
 * is one close by.
 */
record SharedGrid(List<PathPoint> trace, NavigableSet<Double> nodes) {

  private static final double MOVING = 0.5;
  private static final double EVEN = 0.35;
  private static final double EARLY = 0.15;
  private static final double EARLY_SCALE = 0.03;

  /** Part of the pieces on both sides by which an end of theirs may move to a node. */
  private static final double NEAR_END = 0.25;

  /** Part of a piece by which its cut may move. */
  private static final double NEAR_CUT = 0.125;

  /** Places from 0 to 1: of each coarse piece as many as there are steps, a power of two. */
  double[] places(int pieces, int steps) {
    double[] ends = ends(pieces);
    double[] places = new double[pieces * steps + 1];
    for (int end = 0; end <= pieces; end++) {
      boolean inner = end > 0 && end < pieces;
      double room = inner ? Math.min(ends[end] - ends[end - 1], ends[end + 1] - ends[end]) : 0;
      places[end * steps] = inner ? near(ends[end], NEAR_END * room) : ends[end];
    }
    for (int piece = 0; piece < pieces; piece++) {
      cut(places, piece * steps, (piece + 1) * steps);
    }
    return places;
  }

  private double[] ends(int pieces) {
    double[] points = trace.stream().mapToDouble(PathPoint::alpha).toArray();
    double[] masses = new double[points.length - 1];
    double whole = 0;
    for (int k = 0; k < masses.length; k++) {
      double change = Math.abs(trace.get(k + 1).score() - trace.get(k).score());
      masses[k] = Math.sqrt(change * (points[k + 1] - points[k]));
      whole += masses[k];
    }
    for (int k = 0; k < masses.length; k++) {
      double early =
          Math.log((points[k + 1] + EARLY_SCALE) / (points[k] + EARLY_SCALE))
              / Math.log((1 + EARLY_SCALE) / EARLY_SCALE);
      double moving = whole > 0 ? masses[k] / whole : 0;
      masses[k] = MOVING * moving + EVEN * (points[k + 1] - points[k]) + EARLY * early;
    }
    return PiecePlacement.quantiles(points, masses, pieces);
  }

  private void cut(double[] places, int from, int to) {
    if (to - from > 1) {
      int middle = (from + to) / 2;
      double width = places[to] - places[from];
      places[middle] = near(places[from] + 0.5 * width, NEAR_CUT * width);
      cut(places, from, middle);
      cut(places, middle, to);
    }
  }

  /** The node closest to a place, or the place itself where none is within reach. */
  private double near(double place, double reach) {
    Double below = nodes.floor(place);
    Double above = nodes.ceiling(place);
    double best = place;
    double distance = reach;
    for (Double node : new Double[] {below, above}) {
      if (node != null && Math.abs(node - place) <= distance) {
        best = node;
        distance = Math.abs(node - place);
      }
    }
    return best;
  }
}
