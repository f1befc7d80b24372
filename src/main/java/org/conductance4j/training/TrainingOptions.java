package org.conductance4j.training;

/**
 * Everything that decides what network comes out of a training.
 *
 * @param subject what is learned and tested on
 * @param network extent of the network
 * @param schedule how long and how fast
 * @param seed of initial weights, order and augmentation
 */
public record TrainingOptions(
    Subject subject, NetworkOptions network, ScheduleOptions schedule, long seed) {

  /**
   * Number of steps.
   *
   * @param pictures number of pictures to learn from
   * @return epochs times full batches in an epoch
   */
  public int steps(int pictures) {
    return schedule.epochs() * Math.max(1, pictures / schedule.batch());
  }
}
