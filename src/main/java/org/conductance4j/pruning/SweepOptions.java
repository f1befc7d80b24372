package org.conductance4j.pruning;

import org.conductance4j.config.InvalidInputException;

/**
 * How exactly a sweep integrates.
 *
 * @param tolerance error of a curve point, as a part of the intact network's |F(x) − F(x′)|, at
 *     which its path is not refined further
 * @param coarsePieces pieces of the shared path; each can be cut in two five times
 * @param maximumNodes the most nodes of one pruned network
 */
public record SweepOptions(double tolerance, int coarsePieces, int maximumNodes) {

  /**
   * Checks the options.
   *
   * @throws InvalidInputException if a number is out of its range
   */
  public SweepOptions {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw InvalidInputException.of(
          "sweep tolerance", "must lie between 0 and 1", tolerance, "the default is 3e-2");
    }
    if (coarsePieces < 1 || maximumNodes <= coarsePieces) {
      throw InvalidInputException.of(
          "sweep nodes",
          "must be more than the coarse pieces, of which one is needed",
          maximumNodes + " and " + coarsePieces,
          "the defaults are 128 and 14");
    }
  }

  /** {@return defaults that keep the sums of the photo study within a few hundredths} */
  public static SweepOptions defaults() {
    return new SweepOptions(3e-2, 14, 128);
  }
}
