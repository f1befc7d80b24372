package org.conductance4j.attribution.path;

import org.conductance4j.config.InvalidInputException;

/**
 * Rejects scores that exceed the range of the precision: nothing computed from them has a meaning.
 */
final class FiniteScore {

  private FiniteScore() {}

  /**
   * Checks what an attribution is made of.
   *
   * @param atInput F(x)
   * @param atBaseline F(x′)
   * @param sum of the attributions
   * @throws InvalidInputException if one of them is infinite or not a number
   */
  static void require(double atInput, double atBaseline, double sum) {
    require("at the input", atInput);
    require("at the baseline", atBaseline);
    require("as the sum of the attributions", sum);
  }

  private static void require(String where, double number) {
    if (!Double.isFinite(number)) {
      throw InvalidInputException.of(
          "score",
          "must be a finite number",
          number + " " + where,
          "choose smaller values for input and baseline, or float64");
    }
  }
}
