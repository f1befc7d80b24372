package org.conductance4j.attribution;

/**
 * A piece [a, b] of the path with one node at its middle.
 *
 * <p>The terms at the node are derivatives by α: term 0 is ⟨∇F, v⟩, so that the completeness
 * residual F(b) − F(a) − (b − a)·term₀ is the exact error of the midpoint rule here; the others are
 * parts of it, such as ⟨∇F, v_R⟩.
 */
public final class Piece {

  private final double start;
  private final double end;
  private final double scoreAtStart;
  private final double scoreAtEnd;
  private final double scoreAtNode;
  private final double[] terms;

  /**
   * Makes a piece whose values are known.
   *
   * @param start α of its beginning
   * @param end α of its end
   * @param scores F at the beginning, the node and the end; not modified
   * @param terms derivatives at the node; kept, not modified
   */
  public Piece(double start, double end, double[] scores, double[] terms) {
    this.start = start;
    this.end = end;
    this.scoreAtStart = scores[0];
    this.scoreAtNode = scores[1];
    this.scoreAtEnd = scores[2];
    this.terms = terms;
  }

  /**
   * A shorter piece with the same node.
   *
   * @param newStart α of its beginning
   * @param newEnd α of its end; the node lies in the middle up to rounding
   * @param newScoreAtStart F at the beginning
   * @param newScoreAtEnd F at the end
   * @return the piece
   */
  public Piece within(
      double newStart, double newEnd, double newScoreAtStart, double newScoreAtEnd) {
    double[] scores = {newScoreAtStart, scoreAtNode, newScoreAtEnd};
    return new Piece(newStart, newEnd, scores, terms);
  }

  /**
   * α of its beginning.
   *
   * @return from 0 to 1
   */
  public double start() {
    return start;
  }

  /**
   * α of its end.
   *
   * @return from 0 to 1
   */
  public double end() {
    return end;
  }

  /**
   * α of its node.
   *
   * @return the middle
   */
  public double node() {
    return 0.5 * (start + end);
  }

  /**
   * The node's weight.
   *
   * @return the length
   */
  public double width() {
    return end - start;
  }

  /**
   * F at the beginning.
   *
   * @return the score
   */
  public double scoreAtStart() {
    return scoreAtStart;
  }

  /**
   * F at the end.
   *
   * @return the score
   */
  public double scoreAtEnd() {
    return scoreAtEnd;
  }

  /**
   * F at the node.
   *
   * @return the score
   */
  public double scoreAtNode() {
    return scoreAtNode;
  }

  /**
   * A derivative at the node.
   *
   * @param index 0 for the total
   * @return the term
   */
  public double term(int index) {
    return terms[index];
  }

  /**
   * The exact error of the total here.
   *
   * @return F(b) − F(a) − (b − a)·term₀
   */
  public double residual() {
    return scoreAtEnd - scoreAtStart - width() * terms[0];
  }

  /**
   * The midpoint rule's value of a term, plus the share of the residual that falls to it: the
   * residual is spread over the term and the rest of the total in proportion to their squares.
   *
   * @param index of the term
   * @return the corrected integral over this piece
   */
  public double corrected(int index) {
    double own = terms[index] * terms[index];
    double rest = (terms[0] - terms[index]) * (terms[0] - terms[index]);
    double share = index == 0 ? 1 : own + rest > 0 ? own / (own + rest) : 0.5;
    return width() * terms[index] + share * residual();
  }
}
