package org.conductance4j.training;

/**
 * Everything that decides what network comes out of a training.
 *
 * @param scenes what is learned from and tested on
 * @param network extent of the network
 * @param schedule how long and how fast
 * @param augmentation how pictures are changed on their way in
 * @param seed of initial weights, order and augmentation
 */
public record TrainingOptions(
    SceneSetOptions scenes,
    NetworkOptions network,
    ScheduleOptions schedule,
    AugmentationOptions augmentation,
    long seed) {

  /**
   * Number of steps.
   *
   * @return epochs times full batches in an epoch
   */
  public int steps() {
    return schedule.epochs() * Math.max(1, scenes.training() / schedule.batch());
  }
}
