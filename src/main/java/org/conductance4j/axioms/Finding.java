package org.conductance4j.axioms;

/**
 * What one method does with one axiom on one network.
 *
 * @param method id of the method
 * @param axiom the axiom
 * @param verdict whether it holds
 * @param violation how far it is from holding, as a part of what it is about; NaN where it does not
 *     apply
 * @param tolerance up to which it counts as holding; NaN where there is no verdict
 * @param detail what was measured, or why it does not apply
 */
public record Finding(
    String method,
    Axiom axiom,
    Verdict verdict,
    double violation,
    double tolerance,
    String detail) {

  /** Whether an axiom holds. */
  public enum Verdict {
    /** It holds within the tolerance. */
    PASS,
    /** It does not: the detail is a counterexample. */
    FAIL,
    /** It says nothing about this method or this network. */
    DOES_NOT_APPLY,
    /** A number without a verdict. */
    MEASURED
  }

  static Finding of(String method, Axiom axiom, double violation, double tolerance, String detail) {
    Verdict verdict = violation <= tolerance ? Verdict.PASS : Verdict.FAIL;
    return new Finding(method, axiom, verdict, violation, tolerance, detail);
  }

  static Finding notApplicable(String method, Axiom axiom, String why) {
    return new Finding(method, axiom, Verdict.DOES_NOT_APPLY, Double.NaN, Double.NaN, why);
  }

  static Finding measured(String method, Axiom axiom, double value, String detail) {
    return new Finding(method, axiom, Verdict.MEASURED, value, Double.NaN, detail);
  }
}
