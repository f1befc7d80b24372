package org.conductance4j.attribution.path;

import java.util.List;

/**
 * What is known of the errors of a path integral, as parts of |F(x) − F(x′)|.
 *
 * @param total the plain quadrature's error of the whole: its completeness residual, exact
 * @param regions for each region the error within which its plain and its corrected sum lie: two
 *     standard deviations of an estimate and the correction; empty for a fixed rule
 * @param elements how far the elements of each array depend on the nodes; empty for a fixed rule
 *     and where too little memory was left for it
 */
public record PathErrors(double total, List<Double> regions, List<Elements> elements) {

  /**
   * {@return errors of which only that of the whole is known}
   *
   * @param total that error
   */
  public static PathErrors ofTotal(double total) {
    return new PathErrors(total, List.of(), List.of());
  }

  /** Copies the lists. */
  public PathErrors {
    regions = List.copyOf(regions);
    elements = List.copyOf(elements);
  }

  /**
   * The elements of one array, such as the neurons' scores.
   *
   * @param part what the array is
   * @param bound the largest error of an element, if each runs straight up or down between
   *     neighbouring nodes: half the distance of the lower and the upper sum. It is sure and wide:
   *     errors of the pieces mostly cancel
   * @param topOverlap share of the top 1 % of the elements, at least one, that stays the top when
   *     every second node is left out
   */
  public record Elements(Explanation.Part part, double bound, double topOverlap) {}
}
