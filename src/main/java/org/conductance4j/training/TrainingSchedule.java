package org.conductance4j.training;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The learning rate over a training with Adam: it falls linearly to 0.
 *
 * @param schedule duration and learning rate
 * @param batches number of batches in an epoch
 */
record TrainingSchedule(ScheduleOptions schedule, int batches) {

  /** The configuration that every network of this package starts from. */
  NeuralNetConfiguration.Builder configuration(long seed) {
    int steps = schedule.epochs() * Math.max(1, batches);
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(DataType.FLOAT)
        .updater(
            new Adam(new PolySchedule(ScheduleType.ITERATION, schedule.learningRate(), 1, steps)))
        .weightDecay(schedule.weightDecay());
  }
}
