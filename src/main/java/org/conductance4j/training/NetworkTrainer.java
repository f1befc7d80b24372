package org.conductance4j.training;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.conductance4j.model.NativeHelpers;
import org.conductance4j.training.TrainingRun.Batch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Takes a network through its lessons. Seeded: the same options give the same examples in the same
 * order; the last bits of the weights depend on processor and native build.
 */
final class NetworkTrainer {

  private final TrainingOptions options;
  private final TrainingProgress progress;

  NetworkTrainer(TrainingOptions options, TrainingProgress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Trains from fresh weights. */
  ComputationGraph train(TrainingData lessons) {
    TrainingRun course = begin(lessons);
    take(course);
    return course.network();
  }

  /** Fresh weights, before the first step. */
  TrainingRun begin(TrainingData lessons) {
    NativeHelpers.switchOn();
    return lessons.begin(options, new SplittableRandom(options.seed()));
  }

  /** Goes through a course to its end. */
  void take(TrainingRun course) {
    ComputationGraph network = course.network();
    int steps = options.schedule().epochs() * course.batches();
    int step = 0;
    for (int epoch = 0; epoch < options.schedule().epochs(); epoch++) {
      for (Iterator<Batch> batches = course.epoch().iterator(); batches.hasNext(); ) {
        try (Batch batch = batches.next()) {
          network.fit(new INDArray[] {batch.inputs()}, new INDArray[] {batch.targets()});
        }
        progress.step(++step, steps, network.score());
      }
    }
    course.end();
  }
}
