package org.conductance4j.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A subject, loaded: what a network learns from and how it is tested. */
interface TrainingData {

  /** Loads a subject. */
  static TrainingData of(TrainingTask subject) {
    if (subject instanceof TrainingTask.Streets streets) {
      return SceneLessons.of(streets);
    }
    if (subject instanceof TrainingTask.Pictures pictures) {
      return PictureLessons.of(pictures);
    }
    return subject instanceof TrainingTask.Questions questions
        ? SentenceLessons.of(questions)
        : TableLessons.of((TrainingTask.Rows) subject);
  }

  /** Shape of one example; empty where examples are of different shapes. */
  Optional<int[]> inputShape();

  /** Names of the classes. */
  List<String> labels();

  /** Begins to teach a fresh network; all that is random comes from the random numbers. */
  TrainingRun begin(TrainingOptions options, SplittableRandom random);

  /**
   * The same examples, each with the class of another one and always the same: what they show says
   * nothing of it. Only what is learned from is changed.
   */
  TrainingData withShuffledLabels(SplittableRandom random);

  /** Tests a network on what it has not learned from. */
  HeldOut check(ComputationGraph network);

  /** SHA-256 of what was read, by role. */
  Map<String, String> fingerprints();

  /** Text files that the network needs beside its labels, by name. */
  default Map<String, String> files() {
    return Map.of();
  }
}
