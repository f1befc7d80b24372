package org.conductance4j.sanity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One measure of one method's map.
 *
 * @param method id of the method
 * @param measure what was measured
 * @param value the number; NaN where there is none
 * @param reference what a map that knows nothing would get; NaN where there is no such number
 * @param curve what the value sums up; may be empty
 * @param detail how it was measured, or why it does not apply
 */
public record Measurement(
    String method,
    Measure measure,
    double value,
    double reference,
    List<Point> curve,
    String detail) {

  /** Copies the curve. */
  public Measurement {
    curve = List.copyOf(curve);
  }

  /**
   * A point of a curve.
   *
   * @param at the part of the elements, or the number of layers
   * @param value the score, or the correlation; null where there is none
   */
  public record Point(double at, @Nullable Double value) {}

  static Measurement of(String method, Measure measure, double value, String detail) {
    return new Measurement(method, measure, value, Double.NaN, List.of(), detail);
  }

  static Measurement notApplicable(String method, Measure measure, String why) {
    return of(method, measure, Double.NaN, why);
  }
}
