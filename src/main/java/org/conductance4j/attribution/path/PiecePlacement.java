package org.conductance4j.attribution.path;

/**
 * Places pieces so that nodes are dense where the score moves: with density √|ΔF| + 0.02 on each
 * interval of a scan, ΔF as a part of the score's total variation. (After the idea of non-uniform
 * integrated gradients, arXiv 2302.11107.)
 */
public final class PiecePlacement {

  /** Points of the forward-only scan. */
  public static final int SCAN_POINTS = 33;

  private static final double FLOOR = 0.02;

  private PiecePlacement() {}

  /** Ends of pieces that hold the same share of the density, from a scan in ascending order. */
  static double[] ends(double[] alphas, double[] scores, int pieces) {
    int intervals = alphas.length - 1;
    double variation = 0;
    for (int k = 0; k < intervals; k++) {
      variation += Math.abs(scores[k + 1] - scores[k]);
    }
    double[] density = new double[intervals];
    for (int k = 0; k < intervals; k++) {
      double change = Math.abs(scores[k + 1] - scores[k]);
      double width = (alphas[k + 1] - alphas[k]) * (SCAN_POINTS - 1);
      density[k] = FLOOR * width + (variation > 0 ? Math.sqrt(change / variation * width) : 0);
    }
    return quantiles(alphas, density, pieces);
  }

  /**
   * {@return (pieces + 1) points, the ends of pieces that each hold the same share of a piecewise
   * constant density; the first and the last are those of {@code alphas}}
   *
   * @param alphas ends of the intervals, (interval + 1); not modified
   * @param masses mass of each interval, (interval), not all 0; not modified
   * @param pieces number of pieces wanted
   */
  public static double[] quantiles(double[] alphas, double[] masses, int pieces) {
    double whole = 0;
    for (double mass : masses) {
      whole += mass;
    }
    double[] ends = new double[pieces + 1];
    ends[0] = alphas[0];
    double before = 0;
    int interval = 0;
    for (int piece = 1; piece < pieces; piece++) {
      double goal = whole * piece / pieces;
      while (interval < masses.length - 1 && before + masses[interval] < goal) {
        before += masses[interval];
        interval++;
      }
      double part = masses[interval] > 0 ? (goal - before) / masses[interval] : 0;
      ends[piece] =
          alphas[interval] + Math.min(1, part) * (alphas[interval + 1] - alphas[interval]);
    }
    ends[pieces] = alphas[alphas.length - 1];
    return ends;
  }
}
