package org.conductance4j.attribution.path;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Estimates the trapezoid rule's error on a piece from its neighbours.
 *
 * <p>For a smooth integrand −h³/12 times the second derivative, taken from second divided
 * differences at the piece's two ends, predicts the error. How large it may be elsewhere follows
 * from how far each node lies from the straight line between its neighbours: of a random walk
 * (Brownian motion) between nodes of equal distance h the error's standard deviation is h/√6 times
 * that of this deviation.
 */
final class TrapezoidError {

  /** Error of a random walk's piece over its length and its ends' deviation. */
  private static final double ROUGH = 1 / Math.sqrt(6);

  private final double[] predicted;
  private final double[] sizes;
  private final double[] deviations;

  /** Errors of the pieces between nodes in order of α; zeros where there are under three nodes. */
  TrapezoidError(List<PathNode> nodes, ToDoubleFunction<PathNode> integrand) {
    int pieces = Math.max(0, nodes.size() - 1);
    predicted = new double[pieces];
    sizes = new double[pieces];
    deviations = new double[nodes.size()];
    if (pieces >= 2) {
      double[] bend = bend(nodes, integrand);
      for (int k = 1; k < pieces; k++) {
        deviations[k] = 0.5 * bend[k] * width(nodes, k - 1) * width(nodes, k);
      }
      deviations[0] = deviations[1];
      deviations[pieces] = deviations[pieces - 1];
      for (int k = 0; k < pieces; k++) {
        double width = width(nodes, k);
        predicted[k] = -width * width * width / 12 * 0.5 * (bend[k] + bend[k + 1]);
        double squares = deviations[k] * deviations[k] + deviations[k + 1] * deviations[k + 1];
        sizes[k] = ROUGH * width * Math.sqrt(0.5 * squares);
      }
    }
  }

  private static double width(List<PathNode> nodes, int piece) {
    return nodes.get(piece + 1).alpha() - nodes.get(piece).alpha();
  }

  /** The second derivative at each node; that of its neighbour at both ends of the path. */
  private static double[] bend(List<PathNode> nodes, ToDoubleFunction<PathNode> integrand) {
    int last = nodes.size() - 1;
    double[] bend = new double[last + 1];
    for (int k = 1; k < last; k++) {
      double before = slope(nodes.get(k - 1), nodes.get(k), integrand);
      double after = slope(nodes.get(k), nodes.get(k + 1), integrand);
      bend[k] = 2 * (after - before) / (nodes.get(k + 1).alpha() - nodes.get(k - 1).alpha());
    }
    bend[0] = bend[1];
    bend[last] = bend[last - 1];
    return bend;
  }

  private static double slope(PathNode start, PathNode end, ToDoubleFunction<PathNode> integrand) {
    double rise = integrand.applyAsDouble(end) - integrand.applyAsDouble(start);
    return rise / (end.alpha() - start.alpha());
  }

  /** What the integral over a piece lacks if the integrand is smooth there, signed. */
  double predicted(int piece) {
    return predicted[piece];
  }

  /** How large the error of a piece may be, up to a factor that all pieces share. */
  double size(int piece) {
    return sizes[piece];
  }

  /** Root of the summed squares of the sizes. */
  double norm() {
    double squares = 0;
    for (double size : sizes) {
      squares += size * size;
    }
    return Math.sqrt(squares);
  }

  /**
   * The part of the whole's change on a piece that is this integrand's: the slope of the regression
   * of its deviations at both ends on those of the whole. Exact for a single jump and for a smooth
   * bend; a half where the whole is straight.
   */
  double share(int piece, TrapezoidError whole, double limit) {
    double product = 0;
    double square = 0;
    for (int end = piece; end <= piece + 1; end++) {
      product += deviations[end] * whole.deviations[end];
      square += whole.deviations[end] * whole.deviations[end];
    }
    double share = square > 0 ? product / square : 0.5;
    return Math.min(limit + 0.5, Math.max(0.5 - limit, share));
  }
}
