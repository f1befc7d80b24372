package org.conductance4j.training;

import org.conductance4j.config.InvalidInputException;

/** Checks the ranges of the option records. */
final class Checks {

  private Checks() {}

  static void within(String key, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw InvalidInputException.of(
          key, "needs " + plain(low) + " to " + plain(high), plain(value), "choose a value within");
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
