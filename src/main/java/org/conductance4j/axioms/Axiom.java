package org.conductance4j.axioms;

import java.util.Locale;

/** What may be asked of an attribution method. */
public enum Axiom {
  /** The scores add up to F(x) − F(x′). */
  COMPLETENESS("the scores add up to the change of the score"),
  /** Where one element alone changes F, it gets a part. */
  SENSITIVITY_A("an element that alone changes the score gets a part of it"),
  /** Elements that F does not depend on get nothing. */
  SENSITIVITY_B("elements that the score does not depend on get nothing"),
  /** Networks that compute the same function get the same scores. */
  IMPLEMENTATION_INVARIANCE("the same function written otherwise gets the same scores"),
  /** The scores of a difference of two functions are the difference of their scores. */
  LINEARITY("the difference of two logits gets the difference of their scores"),
  /** Elements that F treats alike and that are alike get alike. */
  SYMMETRY("elements that are alike and treated alike get alike"),
  /** The scores of a layer's neurons add up to what runs through them. */
  CONSERVATION("the scores of the layer add up to what runs through it"),
  /** A region and its complement add up to the whole. */
  ADDITIVITY("a region and what it leaves out add up to the whole"),
  /** Where F never falls on the way up, no score is negative. */
  NON_DECREASING_POSITIVITY("where the score never falls on the way, nothing speaks against it"),
  /** How far the scores move with the input; measured, without a verdict. */
  INPUT_SENSITIVITY("how far the scores move when the input moves a little");

  private final String meaning;

  Axiom(String meaning) {
    this.meaning = meaning;
  }

  /**
   * The name that users see.
   *
   * @return such as {@code sensitivity-a}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What it says, in words.
   *
   * @return a clause
   */
  public String meaning() {
    return meaning;
  }
}
