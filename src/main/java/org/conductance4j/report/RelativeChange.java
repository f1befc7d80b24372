package org.conductance4j.report;

import org.conductance4j.report.Curve.Spread;

/**
 * What pruning did to one number, as a share of what that number was: the words of the summary hang
 * on these bounds and on nothing else.
 *
 * @param before the number with nothing pruned
 * @param after the number after pruning
 * @param unit what counts as all of it: the explained difference for a score, the number itself for
 *     a region's contribution
 */
record RelativeChange(double before, double after, double unit) {

  /** Changes up to this share of the unit are called none. */
  static final double NONE = 0.02;

  /** Up to this share a number is called kept. */
  static final double KEPT = 0.2;

  /** From this share on a number is called lost. */
  static final double LOST = 0.5;

  /** From this share on it is called gone. */
  static final double GONE = 0.9;

  /** From this share on it has turned into its opposite. */
  static final double REVERSED = 1.1;

  /** Which share of the unit was lost; negative for a gain. */
  double loss() {
    return (before - after) / unit;
  }

  boolean kept() {
    return Math.abs(loss()) <= KEPT;
  }

  boolean lost() {
    return loss() >= LOST;
  }

  /** The largest change of a spread of values, as a share of the unit. */
  static double largestMove(double before, Spread after, double unit) {
    return Math.max(Math.abs(after.low() - before), Math.abs(after.high() - before))
        / Math.abs(unit);
  }
}
