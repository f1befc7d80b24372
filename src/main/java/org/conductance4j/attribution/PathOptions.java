package org.conductance4j.attribution;

import org.conductance4j.config.InvalidInputException;

/**
 * How a path integral is computed.
 *
 * @param rule where the nodes lie
 * @param nodes number N of a fixed rule; not used by {@link PathRule#ADAPTIVE}
 * @param tolerance error, as a part of |F(x) − F(x′)|, at which the adaptive rule stops
 * @param maximumNodes the most nodes that the adaptive rule takes
 */
public record PathOptions(PathRule rule, int nodes, double tolerance, int maximumNodes) {

  /** Nodes of a fixed rule where none are asked for. */
  public static final int DEFAULT_NODES = 256;

  /** Tolerance of the adaptive rule where none is asked for. */
  public static final double DEFAULT_TOLERANCE = 1e-3;

  /** The most nodes of the adaptive rule where no other limit is asked for. */
  public static final int DEFAULT_MAXIMUM_NODES = 1024;

  /** The most nodes that may be asked for. */
  public static final int LARGEST_NODES = 1 << 20;

  /**
   * Checks the options.
   *
   * @throws InvalidInputException if a number is out of its range
   */
  public PathOptions {
    checkNodes("steps", nodes);
    checkNodes("maximum nodes", maximumNodes);
    if (!(tolerance > 0 && tolerance < 1)) {
      throw InvalidInputException.of(
          "tolerance", "must lie between 0 and 1", tolerance, "the default is 1e-3");
    }
  }

  private static void checkNodes(String where, int nodes) {
    if (nodes < 1 || nodes > LARGEST_NODES) {
      throw InvalidInputException.of(
          where, "must lie between 1 and " + LARGEST_NODES, nodes, "256 is common");
    }
  }

  /**
   * The adaptive rule with its defaults.
   *
   * @return the options
   */
  public static PathOptions adaptive() {
    return adaptive(DEFAULT_TOLERANCE);
  }

  /**
   * The adaptive rule.
   *
   * @param tolerance error, as a part of |F(x) − F(x′)|, at which it stops
   * @return the options
   */
  public static PathOptions adaptive(double tolerance) {
    return new PathOptions(PathRule.ADAPTIVE, DEFAULT_NODES, tolerance, DEFAULT_MAXIMUM_NODES);
  }

  /**
   * A rule with a given number of nodes.
   *
   * @param rule a rule; for {@link PathRule#ADAPTIVE} the number is the most that it takes
   * @param nodes the rule's N
   * @return the options
   */
  public static PathOptions fixed(PathRule rule, int nodes) {
    return new PathOptions(
        rule, nodes, DEFAULT_TOLERANCE, rule == PathRule.ADAPTIVE ? nodes : DEFAULT_MAXIMUM_NODES);
  }
}
