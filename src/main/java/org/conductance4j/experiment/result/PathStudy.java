package org.conductance4j.experiment.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Errors of a region's and the rest's sums of input integrated gradients by several rules, over
 * what they cost. Errors are parts of |F(x) − F(x′)|.
 *
 * @param truth what the errors are taken from
 * @param rules one entry a rule
 * @param matches what uniform nodes need for what the adaptive rule claims
 */
public record PathStudy(Truth truth, List<Rule> rules, List<Match> matches) {

  /** Id of uniform nodes at every offset of the grid: the root mean square of their errors. */
  public static final String UNIFORM = "uniform";

  /** Id of Captum's trapezoid rule: n nodes from 0 to 1 whose weights sum to (n − 1) ÷ n. */
  public static final String CAPTUM_TRAPEZOID = "captum-trapezoid";

  /**
   * The sums by all nodes of the study together.
   *
   * @param nodes their number
   * @param inside the region's sum
   * @param outside the rest's
   * @param bound error within which these lie, as a part of |F(x) − F(x′)|
   */
  public record Truth(int nodes, double inside, double outside, double bound) {}

  /**
   * One rule.
   *
   * @param id of the rule
   * @param points ascending in cost
   */
  public record Rule(String id, List<Point> points) {}

  /**
   * One computation.
   *
   * @param nodes number of gradients
   * @param passes forward and reverse passes
   * @param inside error of the region's sum
   * @param outside error of the rest's
   * @param tolerance that was asked of the adaptive rule; null for others
   * @param claimed error that the adaptive rule claimed; null for others
   */
  public record Point(
      int nodes,
      long passes,
      double inside,
      double outside,
      @Nullable Double tolerance,
      @Nullable Double claimed) {

    /**
     * The larger of both errors.
     *
     * @return its size
     */
    public double error() {
      return Math.max(Math.abs(inside), Math.abs(outside));
    }
  }

  /**
   * The adaptive rule beside uniform nodes that are as exact as it claims to be: its error itself
   * may be small by luck, and nobody who has no truth knows it.
   *
   * @param tolerance that was asked of the adaptive rule
   * @param passes what it cost
   * @param error that it claims to be at most
   * @param uniformPasses what uniform nodes of that error cost: between two measurements (root mean
   *     square over all offsets) on the straight line on logarithmic axes
   * @param atLeast whether no measurement of uniform nodes is that exact, so that {@code
   *     uniformPasses}, those of the most exact, are too few
   */
  public record Match(
      double tolerance, long passes, double error, double uniformPasses, boolean atLeast) {}
}
