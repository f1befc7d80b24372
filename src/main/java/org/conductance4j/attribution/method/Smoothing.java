package org.conductance4j.attribution.method;

import org.conductance4j.config.InvalidInputException;

/**
 * How an attribution is smoothed.
 *
 * @param samples number of noisy inputs
 * @param sigma standard deviation of the noise: of a picture in pixel values from 0 to 255, of an
 *     array in its own units
 * @param seed of the noise
 */
public record Smoothing(int samples, double sigma, long seed) {

  /** The most samples. */
  public static final int LARGEST = 1 << 16;

  /**
   * Checks the options.
   *
   * @throws InvalidInputException if a number is out of its range
   */
  public Smoothing {
    if (samples < 1 || samples > LARGEST) {
      throw InvalidInputException.of(
          "smooth", "samples must lie between 1 and " + LARGEST, samples, "50 is common");
    }
    if (!(sigma > 0) || !Double.isFinite(sigma)) {
      throw InvalidInputException.of(
          "smooth", "needs a sigma above 0", sigma, "a tenth of the input's range is common");
    }
  }

  /**
   * {@return the options of a text}
   *
   * @param text {@code SAMPLES,SIGMA} or {@code SAMPLES,SIGMA,SEED}; the seed is 0 where none is
   *     given
   * @throws InvalidInputException if the text has another form
   */
  public static Smoothing parse(String text) {
    String[] numbers = text.split(",", -1);
    if (numbers.length == 2 || numbers.length == 3) {
      try {
        return new Smoothing(
            Integer.parseInt(numbers[0].strip()),
            Double.parseDouble(numbers[1].strip()),
            numbers.length == 2 ? 0 : Long.parseLong(numbers[2].strip()));
      } catch (NumberFormatException e) {
        throw invalid(text);
      }
    }
    throw invalid(text);
  }

  private static InvalidInputException invalid(String text) {
    return InvalidInputException.of(
        "smooth", "needs SAMPLES,SIGMA or SAMPLES,SIGMA,SEED", "'" + text + "'", "write 50,25.5");
  }
}
