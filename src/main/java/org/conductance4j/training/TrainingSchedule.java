package org.conductance4j.training;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * How a network learns: Adam, its rate falling linearly to 0.
 *
 * @param schedule how long and how fast
 * @param batches batches in an epoch
 */
record TrainingSchedule(ScheduleOptions schedule, int batches) {

  /** What every network of this package begins with. */
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
