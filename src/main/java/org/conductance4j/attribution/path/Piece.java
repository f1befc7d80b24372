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

  /**
   * Its length on the path.
   *
   * @return from 0 to 1
   */
  public double width() {
    return end.alpha() - start.alpha();
  }

  /**
   * Where it is cut.
   *
   * @return α of its middle
   */
  public double middle() {
    return 0.5 * (start.alpha() + end.alpha());
  }

  /**
   * The trapezoid rule's value of a term.
   *
   * @param index of the term
   * @return the plain integral over this piece
   */
  public double plain(int index) {
    return 0.5 * width() * (start.term(index) + end.term(index));
  }

  /**
   * The exact error of the total here.
   *
   * @return change of F less the rule's value
   */
  public double residual() {
    return end.score() - start.score() - plain(0);
  }
}
