package org.conductance4j.config;

import java.math.BigDecimal;

/**
 * An interval of finite numbers.
 *
 * @param least its lower end
 * @param leastIncluded whether the lower end belongs to it
 * @param most its upper end
 * @param mostIncluded whether the upper end belongs to it
 */
public record NumberRange(double least, boolean leastIncluded, double most, boolean mostIncluded) {

  /** Every finite number. */
  public static final NumberRange FINITE =
      new NumberRange(-Double.MAX_VALUE, true, Double.MAX_VALUE, true);

  /** Every finite number above 0. */
  public static final NumberRange POSITIVE = new NumberRange(0, false, Double.MAX_VALUE, true);

  /** From 0 up to, but without, 1. */
  public static final NumberRange FRACTION = new NumberRange(0, true, 1, false);

  /** From 0 to 1, both included. */
  public static final NumberRange SHARE = new NumberRange(0, true, 1, true);

  /**
   * {@return whether a number lies in this range; false for NaN}
   *
   * @param value the number
   */
  public boolean holds(double value) {
    boolean above = leastIncluded ? value >= least : value > least;
    boolean below = mostIncluded ? value <= most : value < most;
    return above && below;
  }

  /** {@return some number of this range: the lower end, or a number a little above} */
  public double some() {
    return leastIncluded ? Math.max(least, -1) : Math.min(least + 1, least / 2 + most / 2);
  }

  @Override
  public String toString() {
    if (most == Double.MAX_VALUE) {
      if (least == -Double.MAX_VALUE) {
        return "that is finite";
      }
      return (leastIncluded ? "of at least " : "above ") + plain(least);
    }
    return "in "
        + (leastIncluded ? "[" : "(")
        + plain(least)
        + ", "
        + plain(most)
        + (mostIncluded ? "]" : ")");
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
