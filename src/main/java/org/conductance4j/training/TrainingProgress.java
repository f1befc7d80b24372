package org.conductance4j.training;

/** Hears of every step of a training. */
@FunctionalInterface
public interface TrainingProgress {

  /** Says nothing to anyone. */
  TrainingProgress SILENT = (step, steps, loss) -> {};

  /**
   * Pictures are being drawn or read.
   *
   * @param fraction 0 before, 1 after
   */
  default void loading(double fraction) {}

  /**
   * A step is done.
   *
   * @param step its number, from 1
   * @param steps number of all steps
   * @param loss mean cross-entropy of its batch, with the weight decay's share
   */
  void step(int step, int steps, double loss);
}
