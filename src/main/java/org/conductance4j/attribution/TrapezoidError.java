package org.conductance4j.attribution;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the neighbours of a piece say about the trapezoid rule's error there: −h³/12 times the
 * second derivative, taken from second divided differences at its two ends.
 *
 * <p>For a smooth integrand the signed value predicts the error; for a rough one its size measures
 * how rough it is.
 */
final class TrapezoidError {

  private final double[] predicted;
  private final double[] sizes;

  private TrapezoidError(double[] predicted, double[] sizes) {
    this.predicted = predicted;
    this.sizes = sizes;
  }

  /** Errors of the pieces between nodes in order of α; zeros where there are under three nodes. */
  static TrapezoidError of(List<PathNode> nodes, ToDoubleFunction<PathNode> integrand) {
    int pieces = Math.max(0, nodes.size() - 1);
    double[] predicted = new double[pieces];
    double[] sizes = new double[pieces];
    if (pieces >= 2) {
      double[] bend = bend(nodes, integrand);
      for (int k = 0; k < pieces; k++) {
        double width = nodes.get(k + 1).alpha() - nodes.get(k).alpha();
        double factor = width * width * width / 12;
        predicted[k] = -factor * 0.5 * (bend[k] + bend[k + 1]);
        sizes[k] = factor * Math.sqrt(0.5 * (bend[k] * bend[k] + bend[k + 1] * bend[k + 1]));
      }
    }
    return new TrapezoidError(predicted, sizes);
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
}
