package org.conductance4j.attribution.question;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;

/** Where the nodes of a path integral lie and what they weigh. */
public enum PathRule {
  /** Nodes k/N, k = 0 … N−1, of weight 1/N. */
  LEFT("left"),
  /** Nodes k/N, k = 1 … N, of weight 1/N. */
  RIGHT("right"),
  /** Nodes (k + ½)/N, of weight 1/N. */
  MIDPOINT("midpoint"),
  /** N + 1 nodes k/N, k = 0 … N, the two ends of half weight; the weights sum to 1. */
  TRAPEZOID("trapezoid"),
  /** The N nodes and weights that integrate polynomials of degree 2N − 1 exactly. */
  GAUSS_LEGENDRE("gauss-legendre"),
  /** Trapezoids on pieces that are cut until the error estimate meets the tolerance. */
  ADAPTIVE("adaptive"),
  /**
   * The rule of the program published with arXiv:2202.11912: right nodes, and a first-order
   * difference of the lower part in place of its derivative.
   */
  PUBLISHED("published");

  private final String id;

  PathRule(String id) {
    this.id = id;
  }

  /**
   * The name that configurations and the command line use.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * The rule of an id.
   *
   * @param id such as {@code gauss-legendre}
   * @return the rule
   * @throws InvalidInputException if there is no such rule
   */
  public static PathRule parse(String id) {
    for (PathRule rule : values()) {
      if (rule.id.equals(id)) {
        return rule;
      }
    }
    throw InvalidInputException.of(
        "rule", "unknown id", "'" + id + "'", NearMatches.remedy(id, ids()));
  }

  /**
   * All ids.
   *
   * @return the ids in order of declaration
   */
  public static List<String> ids() {
    return Arrays.stream(values()).map(PathRule::id).toList();
  }
}
