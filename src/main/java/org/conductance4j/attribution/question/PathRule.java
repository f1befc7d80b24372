package org.conductance4j.attribution.question;

import java.util.List;
import org.conductance4j.config.Identified;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;

/** Where the nodes of a path integral lie and what they weigh. */
public enum PathRule implements Identified {
  /** Nodes k/N, k = 0 … N−1, of weight 1/N. */
  LEFT,
  /** Nodes k/N, k = 1 … N, of weight 1/N. */
  RIGHT,
  /** Nodes (k + ½)/N, of weight 1/N. */
  MIDPOINT,
  /** N + 1 nodes k/N, k = 0 … N, the two ends of half weight; the weights sum to 1. */
  TRAPEZOID,
  /** The N nodes and weights that integrate polynomials of degree 2N − 1 exactly. */
  GAUSS_LEGENDRE,
  /** Trapezoids on pieces that are cut until the error estimate meets the tolerance. */
  ADAPTIVE,
  /**
   * The rule of the program published with arXiv:2202.11912: right nodes, and a first-order
   * difference of the lower part in place of its derivative.
   */
  PUBLISHED;

  /**
   * {@return the rule of an id}
   *
   * @param id such as {@code gauss-legendre}
   * @throws InvalidInputException if there is no such rule
   */
  public static PathRule parse(String id) {
    int index = ids().indexOf(id);
    if (index < 0) {
      throw InvalidInputException.of(
          "rule", "unknown id", "'" + id + "'", NearMatches.remedy(id, ids()));
    }
    return values()[index];
  }

  /** {@return all ids in order of declaration} */
  public static List<String> ids() {
    return Identified.ids(values());
  }
}
