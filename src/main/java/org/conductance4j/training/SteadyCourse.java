package org.conductance4j.training;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A training in which all epochs are alike and nothing remains to be done at the end.
 *
 * @param network with fresh weights at the beginning
 * @param batches in an epoch
 * @param next gives the next epoch
 */
record SteadyCourse(ComputationGraph network, int batches, Supplier<Stream<TrainingRun.Batch>> next)
    implements TrainingRun {

  @Override
  public Stream<Batch> epoch() {
    return next.get();
  }

  @Override
  public void end() {}
}
