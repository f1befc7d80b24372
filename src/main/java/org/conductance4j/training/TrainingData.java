package org.conductance4j.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The loaded data of a training: what a network is trained on and how it is tested. */
interface TrainingData {

  /** Loads the data of a task. */
  static TrainingData of(TrainingTask subject) {
    if (subject instanceof TrainingTask.Streets streets) {
      return SceneData.of(streets);
    }
    if (subject instanceof TrainingTask.Pictures pictures) {
      return PictureData.of(pictures);
    }
    return subject instanceof TrainingTask.Questions questions
        ? SentenceData.of(questions)
        : TableData.of((TrainingTask.Rows) subject);
  }

  /** Shape of one example; empty if examples have different shapes. */
  Optional<int[]> inputShape();

  /** Names of the classes. */
  List<String> labels();

  /** Begins to train a fresh network. All randomness comes from the given generator. */
  TrainingRun begin(TrainingOptions options, SplittableRandom random);

  /**
   * The same examples, each with the class of another one and always the same, so that labels do
   * not depend on examples. Only the examples for training are changed.
   */
  TrainingData withShuffledLabels(SplittableRandom random);

  /** Tests a network on held-out data. */
  HeldOut check(ComputationGraph network);

  /** SHA-256 of the files that were read, by role. */
  Map<String, String> fingerprints();

  /** Text files that the network needs in addition to its labels, by name. */
  default Map<String, String> files() {
    return Map.of();
  }
}
