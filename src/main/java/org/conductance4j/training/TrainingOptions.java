package org.conductance4j.training;

/**
 * Everything that decides what network comes out of a training.
 *
 * @param subject what is learned and tested on
 * @param schedule how long and how fast
 * @param seed of initial weights, order and augmentation
 */
public record TrainingOptions(TrainingTask subject, ScheduleOptions schedule, long seed) {}
