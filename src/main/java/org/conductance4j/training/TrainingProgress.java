package org.conductance4j.training;

/** Is told about every step of a training. */
@FunctionalInterface
public interface TrainingProgress {

  /** Ignores all progress. */
  TrainingProgress SILENT = (step, steps, loss) -> {};

  /**
   * Called while pictures are drawn or read.
   *
   * @param fraction 0 before, 1 after
   */
  default void loading(double fraction) {}

  /**
   * Called after a step.
   *
   * @param step its number, from 1
   * @param steps number of all steps
   * @param loss mean cross-entropy of its batch, including weight decay
   */
  void step(int step, int steps, double loss);
}
