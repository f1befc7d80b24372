package org.conductance4j.attribution.path;

import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a method: one array of scores and how it was computed.
 *
 * @param method id of the method
 * @param values one score for each element, of the input's or the layer's shape; a method of
 *     several regions or neurons has a leading axis for them
 * @param atInput F(x)
 * @param atBaseline F(x′)
 * @param completenessError residual of the conservation law that the method keeps, in units of F;
 *     for a method that keeps none, of the path that it was computed on
 * @param path nodes, passes and error estimate
 * @param spread of a mean over at least two random draws; else null
 */
public record Attribution(
    String method,
    Tensor values,
    double atInput,
    double atBaseline,
    double completenessError,
    PathRecord path,
    @Nullable Spread spread) {

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if a score or the values' sum is not finite
   */
  public Attribution {
    requireFinite(atInput, atBaseline, values.sum());
  }

  static void requireFinite(double atInput, double atBaseline, double sum) {
    requireFinite("at the input", atInput);
    requireFinite("at the baseline", atBaseline);
    requireFinite("as the sum of the attributions", sum);
  }

  private static void requireFinite(String where, double number) {
    if (!Double.isFinite(number)) {
      throw InvalidInputException.of(
          "score",
          "must be a finite number",
          number + " " + where,
          "choose smaller values for input and baseline, or float64");
    }
  }

  /** {@return F(x) − F(x′)} */
  public double change() {
    return atInput - atBaseline;
  }

  /** {@return the sum of all values} */
  public double sum() {
    return values.sum();
  }
}
