package org.conductance4j.training;

/**
 * The duration and learning rate of a training with Adam, whose rate falls linearly to 0.
 *
 * @param epochs passes over the training data
 * @param batch pictures in one step
 * @param learningRate rate at the first step
 * @param weightDecay decay of the weights for each step and unit of rate
 */
public record ScheduleOptions(int epochs, int batch, double learningRate, double weightDecay) {

  /** Checks the ranges. */
  public ScheduleOptions {
    Checks.within("schedule.epochs", epochs, 1, 10_000);
    Checks.within("schedule.batch", batch, 2, 4096);
    Checks.within("schedule.learning-rate", learningRate, 1e-9, 10);
    Checks.within("schedule.weight-decay", weightDecay, 0, 1);
  }
}
