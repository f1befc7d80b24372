package org.conductance4j.attribution.path;

/**
 * A place on the path where the score and its derivatives by α are known.
 *
 * <p>Term 0 is ⟨∇F, v⟩, the derivative of F itself; the others are parts of it, such as ⟨∇F, v_R⟩.
 */
public final class PathNode {

  private final double alpha;
  private final double score;
  private final double[] terms;

  /**
   * Makes a node.
   *
   * @param alpha 0 at the baseline, 1 at the input
   * @param score F there
   * @param terms derivatives by α, (term); not modified
   */
  public PathNode(double alpha, double score, double... terms) {
    this.alpha = alpha;
    this.score = score;
    this.terms = terms.clone();
  }

  /** {@return α, 0 at the baseline and 1 at the input} */
  public double alpha() {
    return alpha;
  }

  /** {@return F at this point} */
  public double score() {
    return score;
  }

  /**
   * {@return a derivative by α}
   *
   * @param index 0 for that of F
   */
  public double term(int index) {
    return terms[index];
  }

  @Override
  public String toString() {
    return "PathNode[" + alpha + ": " + score + "]";
  }
}
