package org.conductance4j.experiment.window;

import java.util.List;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.PathRule;

/**
 * Where the nodes of a study over many pictures lie: the same places for all of them.
 *
 * @param rule {@link #SHARED}, or a fixed rule's id
 * @param steps number of nodes; N of a fixed rule
 */
record WindowPath(String rule, int steps) {

  /**
   * Nodes where the mean score of the first training pictures moves, found by forward passes alone:
   * each stands for a piece of the path of an equal share of √(mean |ΔF|), one part in ten for the
   * path's length.
   */
  public static final String SHARED = "shared";

  /** All ids. */
  static List<String> ids() {
    return List.of(
        SHARED,
        PathRule.LEFT.id(),
        PathRule.RIGHT.id(),
        PathRule.MIDPOINT.id(),
        PathRule.TRAPEZOID.id(),
        PathRule.GAUSS_LEGENDRE.id());
  }

  boolean isShared() {
    return rule.equals(SHARED);
  }

  /** Nodes of a fixed rule. */
  PathNodes fixed() {
    return PathNodes.of(PathRule.parse(rule), steps);
  }

  /** Nodes for a score's mean |ΔF| over equal pieces of the path. */
  PathNodes shared(double[] changes) {
    int pieces = changes.length;
    double[] density = new double[pieces];
    double moved = 0;
    for (int k = 0; k < pieces; k++) {
      density[k] = Math.sqrt(changes[k]);
      moved += density[k];
    }
    double length = moved == 0 ? 1 : LENGTH_SHARE * moved / pieces;
    double total = moved + length * pieces;
    double[] edges = new double[steps + 1];
    edges[steps] = 1;
    int piece = 0;
    double before = 0;
    for (int j = 1; j < steps; j++) {
      double wanted = total * j / steps;
      while (before + density[piece] + length < wanted) {
        before += density[piece++] + length;
      }
      edges[j] = (piece + (wanted - before) / (density[piece] + length)) / pieces;
    }
    double[] alphas = new double[steps];
    double[] weights = new double[steps];
    for (int j = 0; j < steps; j++) {
      alphas[j] = (edges[j] + edges[j + 1]) / 2;
      weights[j] = edges[j + 1] - edges[j];
    }
    return PathNodes.of(alphas, weights);
  }

  private static final double LENGTH_SHARE = 0.1;
}
