package org.conductance4j.attribution.path;

/**
 * A piece of the path between two neighbouring nodes, integrated by the trapezoid rule.
 *
 * <p>Its completeness residual F(b) − F(a) − ½(b − a)(F′(a) + F′(b)) is the exact error of the rule
 * for the total here.
 *
 * @param start the node at its beginning
 * @param end the node at its end
 */
public record Piece(PathNode start, PathNode end) {

  /** {@return its length on the path, from 0 to 1} */
  public double width() {
    return end.alpha() - start.alpha();
  }

  /** {@return α of its middle, where it is cut} */
  public double middle() {
    return 0.5 * (start.alpha() + end.alpha());
  }

  /** The trapezoid rule's value of a term on this piece. */
  double plain(int index) {
    return 0.5 * width() * (start.term(index) + end.term(index));
  }

  /** The exact error of the total here: change of F less the rule's value. */
  double residual() {
    return end.score() - start.score() - plain(0);
  }
}
