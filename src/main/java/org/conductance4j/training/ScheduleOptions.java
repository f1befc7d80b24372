package org.conductance4j.training;

/**
 * How long and how fast to learn: Adam, its rate falling linearly to 0.
 *
 * @param epochs passes over the training scenes
 * @param batch pictures in one step
 * @param learningRate rate at the first step
 * @param weightDecay decay of the weights for each step and unit of rate
 */
record ScheduleOptions(int epochs, int batch, double learningRate, double weightDecay) {}
