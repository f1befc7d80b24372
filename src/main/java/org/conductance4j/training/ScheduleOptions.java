package org.conductance4j.training;

/**
 * The duration and learning rate of a training with Adam, whose rate falls linearly to 0.
 *
 * @param epochs passes over the training data
 * @param batch pictures in one step
 * @param learningRate rate at the first step
 * @param weightDecay decay of the weights for each step and unit of rate
 */
record ScheduleOptions(int epochs, int batch, double learningRate, double weightDecay) {}
