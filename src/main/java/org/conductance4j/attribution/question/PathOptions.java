package org.conductance4j.attribution.question;

import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * How a path integral is computed, and where the path leads.
 *
 * @param rule where the nodes lie
 * @param nodes number N of a fixed rule on each straight part of the path; not used by {@link
 *     PathRule#ADAPTIVE}
 * @param tolerance error, as a part of |F(x) − F(x′)|, at which the adaptive rule stops
 * @param maximumNodes the most nodes that the adaptive rule takes on each straight part
 * @param passes the passes that the adaptive rule makes in all, forward and back, whatever the
 *     tolerance; {@link #ANY_PASSES} without such a budget
 * @param through where the path leads on its way from baseline to input, each of the input's shape;
 *     empty for a straight one
 */
public record PathOptions(
    PathRule rule,
    int nodes,
    double tolerance,
    int maximumNodes,
    long passes,
    List<Tensor> through) {

  /** No budget of passes. */
  public static final long ANY_PASSES = Long.MAX_VALUE;

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
    through = List.copyOf(through);
    if (passes < 1) {
      throw InvalidInputException.of("passes", "must be positive", passes, "500 is common");
    }
    if (passes != ANY_PASSES && rule != PathRule.ADAPTIVE) {
      throw InvalidInputException.of(
          "passes", "goes with the rule adaptive", "the rule " + rule.id(), "give steps");
    }
    if (!(tolerance > 0 && tolerance < 1)) {
      throw InvalidInputException.of(
          "tolerance", "must lie between 0 and 1", tolerance, "the default is 1e-3");
    }
  }

  /**
   * A straight path without a budget.
   *
   * @param rule where the nodes lie
   * @param nodes number N of a fixed rule
   * @param tolerance at which the adaptive rule stops
   * @param maximumNodes the most nodes that the adaptive rule takes
   */
  public PathOptions(PathRule rule, int nodes, double tolerance, int maximumNodes) {
    this(rule, nodes, tolerance, maximumNodes, ANY_PASSES, List.of());
  }

  /**
   * {@return the adaptive rule with a budget of passes in place of a tolerance}
   *
   * @param passes all that are made
   */
  public static PathOptions budget(long passes) {
    return new PathOptions(
        PathRule.ADAPTIVE, DEFAULT_NODES, DEFAULT_TOLERANCE, LARGEST_NODES, passes, List.of());
  }

  /**
   * {@return the same options along another path}
   *
   * @param newThrough where it leads, each of the input's shape; empty for a straight one
   */
  public PathOptions through(List<Tensor> newThrough) {
    return new PathOptions(rule, nodes, tolerance, maximumNodes, passes, newThrough);
  }

  /**
   * {@return the smallest tolerance that makes sense: what rounding leaves of a sum}
   *
   * @param precision of the arithmetic
   */
  public static double leastTolerance(Precision precision) {
    return precision == Precision.FLOAT32 ? 1e-6 : 1e-13;
  }

  /**
   * {@return these options, whose tolerance the arithmetic can meet}
   *
   * @param precision of the arithmetic
   * @throws InvalidInputException if it cannot
   */
  public PathOptions checked(Precision precision) {
    if (rule == PathRule.ADAPTIVE && tolerance < leastTolerance(precision)) {
      throw InvalidInputException.of(
          "tolerance",
          "must be at least " + leastTolerance(precision) + ", the rounding of this precision",
          tolerance,
          "choose a larger one or float64");
    }
    return this;
  }

  private static void checkNodes(String where, int nodes) {
    if (nodes < 1 || nodes > LARGEST_NODES) {
      throw InvalidInputException.of(
          where, "must lie between 1 and " + LARGEST_NODES, nodes, "256 is common");
    }
  }

  /** {@return the adaptive rule with its defaults} */
  public static PathOptions adaptive() {
    return adaptive(DEFAULT_TOLERANCE);
  }

  /**
   * {@return the adaptive rule with a tolerance}
   *
   * @param tolerance error, as a part of |F(x) − F(x′)|, at which it stops
   */
  public static PathOptions adaptive(double tolerance) {
    return new PathOptions(PathRule.ADAPTIVE, DEFAULT_NODES, tolerance, DEFAULT_MAXIMUM_NODES);
  }

  /**
   * {@return a rule with a given number of nodes}
   *
   * @param rule a rule; for {@link PathRule#ADAPTIVE} the number is the most that it takes
   * @param nodes the rule's N
   */
  public static PathOptions fixed(PathRule rule, int nodes) {
    return new PathOptions(
        rule, nodes, DEFAULT_TOLERANCE, rule == PathRule.ADAPTIVE ? nodes : DEFAULT_MAXIMUM_NODES);
  }
}
