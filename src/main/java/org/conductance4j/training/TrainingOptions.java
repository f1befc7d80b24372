package org.conductance4j.training;

/**
 * Everything that decides the network that a training makes.
 *
 * @param subject the task
 * @param schedule duration and learning rate
 * @param seed of initial weights, order and augmentation
 */
public record TrainingOptions(TrainingTask subject, ScheduleOptions schedule, long seed) {}
