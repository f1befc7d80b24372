package org.conductance4j.axioms;

import org.conductance4j.config.Identified;

/** What may be asked of an attribution method. */
public enum Axiom implements Identified {
  /** The scores add up to F(x) − F(x′). */
  COMPLETENESS,
  /** Where one element alone changes F, it gets a part. */
  SENSITIVITY_A,
  /** Elements that F does not depend on get nothing. */
  SENSITIVITY_B,
  /** Networks that compute the same function get the same scores. */
  IMPLEMENTATION_INVARIANCE,
  /** The scores of a difference of two functions are the difference of their scores. */
  LINEARITY,
  /** Elements that F treats alike and that are alike get alike. */
  SYMMETRY,
  /** The scores of a layer's neurons add up to what runs through them. */
  CONSERVATION,
  /** A region and its complement add up to the whole. */
  ADDITIVITY,
  /** Where F never falls on the way up, no score is negative. */
  NON_DECREASING_POSITIVITY,
  /** How far the scores move with the input; measured, without a verdict. */
  INPUT_SENSITIVITY
}
