package org.conductance4j.training;

import java.util.Iterator;
import java.util.SplittableRandom;
import org.conductance4j.model.NativeHelpers;
import org.conductance4j.training.TrainingRun.Batch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a network step by step. The same options give the same examples in the same order. The
 * last bits of the weights depend on the processor and the native build.
 */
final class NetworkTrainer {

  private final TrainingOptions options;
  private final TrainingProgress progress;

  NetworkTrainer(TrainingOptions options, TrainingProgress progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Trains a network from fresh weights. */
  ComputationGraph train(TrainingData data) {
    TrainingRun run = begin(data);
    finish(run);
    return run.network();
  }

  /** A training with fresh weights, before its first step. */
  TrainingRun begin(TrainingData data) {
    NativeHelpers.switchOn();
    return data.begin(options, new SplittableRandom(options.seed()));
  }

  /** Runs a training to its end. */
  void finish(TrainingRun run) {
    ComputationGraph network = run.network();
    int steps = options.schedule().epochs() * run.batches();
    int step = 0;
    for (int epoch = 0; epoch < options.schedule().epochs(); epoch++) {
      for (Iterator<Batch> batches = run.epoch().iterator(); batches.hasNext(); ) {
        try (Batch batch = batches.next()) {
          network.fit(new INDArray[] {batch.inputs()}, new INDArray[] {batch.targets()});
        }
        progress.step(++step, steps, network.score());
      }
    }
    run.end().run();
  }
}
