package org.conductance4j.experiment.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers as a reader sees them: as many decimals as the size of the explained score deserves, a
 * true minus sign, and the same in every locale.
 */
public final class Numbers {

  private static final char MINUS = '−';
  private static final char NO_BREAK_SPACE = '\u00a0';
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int MOST_DECIMALS = 12;

  private final int decimals;

  private Numbers(int decimals) {
    this.decimals = decimals;
  }

  /**
   * {@return numbers with a fixed count of decimals}
   *
   * @param decimals number of decimals
   */
  public static Numbers withDecimals(int decimals) {
    return new Numbers(decimals);
  }

  /**
   * {@return numbers of which the largest is about {@code scale}: four significant digits of it}
   *
   * @param scale of the largest number
   */
  public static Numbers ofScale(double scale) {
    if (scale == 0 || !Double.isFinite(scale)) {
      return new Numbers(3);
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(scale)));
    return new Numbers(Math.min(MOST_DECIMALS, Math.max(0, 3 - magnitude)));
  }

  /**
   * {@return a number such as {@code 0.905} or {@code −1.537}}
   *
   * @param value any number
   */
  public String plain(double value) {
    return minus(unsignedZero(format("%." + decimals + "f", value)));
  }

  /**
   * {@return a number such as {@code +0.905} or {@code −1.537}; zero bears no sign}
   *
   * @param value any number
   */
  public String signed(double value) {
    String text = plain(value);
    boolean bare = value <= 0 || text.chars().allMatch(c -> c == '0' || c == '.');
    return bare ? text : "+" + text;
  }

  /**
   * {@return a share as a whole percentage where it is large, such as {@code 91 %} or {@code 3.1
   * %}}
   *
   * @param share 1 for all
   */
  public static String percent(double share) {
    double percent = 100 * share;
    String form = Math.abs(percent) >= 9.95 || percent == 0 ? "%.0f" : "%.1f";
    return minus(unsignedZero(format(form, percent))) + NO_BREAK_SPACE + "%";
  }

  /**
   * {@return a fraction in full, such as {@code 1 %} or {@code 0.25 %}}
   *
   * @param fraction 1 for all
   */
  public static String fraction(double fraction) {
    BigDecimal percent =
        BigDecimal.valueOf(fraction)
            .movePointRight(2)
            .setScale(6, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    return percent.toPlainString() + NO_BREAK_SPACE + "%";
  }

  /**
   * {@return a count with groups of three, such as {@code 31,360}}
   *
   * @param count any count
   */
  public static String count(long count) {
    return minus(format("%,d", count));
  }

  /**
   * {@return two significant digits of a small number, such as {@code 2.4 · 10⁻⁵}}
   *
   * @param value any number
   */
  public static String scientific(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : String.valueOf(value);
    }
    String text = format("%.1e", value);
    int split = text.indexOf('e');
    int exponent = Integer.parseInt(text.substring(split + 1));
    StringBuilder power = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char digit : String.valueOf(Math.abs(exponent)).toCharArray()) {
      power.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return minus(text.substring(0, split)) + NO_BREAK_SPACE + "·" + NO_BREAK_SPACE + "10" + power;
  }

  /**
   * {@return two significant digits, such as {@code 0.00084}, and powers of ten below that}
   *
   * @param value any number
   */
  public static String small(double value) {
    double size = Math.abs(value);
    return size >= 1e-4 && size < 1
        ? ofScale(100 * value).plain(value).replaceAll("0+$", "")
        : size == 0 || size >= 1 ? withDecimals(1).plain(value) : scientific(value);
  }

  /**
   * {@return seconds as a person says them, such as {@code 41 s} or {@code 3 min 20 s}}
   *
   * @param seconds any time
   */
  public static String duration(double seconds) {
    if (seconds < 10) {
      return format("%.1f", seconds) + NO_BREAK_SPACE + "s";
    }
    long whole = Math.round(seconds);
    String rest = whole % 60 + "" + NO_BREAK_SPACE + "s";
    return whole < 60 ? rest : whole / 60 + "" + NO_BREAK_SPACE + "min " + rest;
  }

  private static String format(String form, Object value) {
    return String.format(Locale.ROOT, form, value);
  }

  private static String unsignedZero(String text) {
    boolean zero = text.chars().allMatch(c -> c == '-' || c == '0' || c == '.');
    return zero ? text.replace("-", "") : text;
  }

  private static String minus(String text) {
    return text.replace('-', MINUS);
  }
}
