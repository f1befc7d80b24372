package org.conductance4j.training;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A subject, loaded: what a network learns from and how it is tested. */
interface Lessons {

  /** Loads a subject. */
  static Lessons of(Subject subject) {
    return subject instanceof Subject.Streets streets
        ? new SceneLessons(streets)
        : PictureLessons.of((Subject.Pictures) subject);
  }

  /** (channel, row, column). */
  int[] shape();

  /** Names of the classes. */
  List<String> labels();

  /** Number of pictures to learn from. */
  int size();

  /** Gives the picture of a number, changed anew each time by the random numbers. */
  IntFunction<Sample> changed(SplittableRandom random);

  /** Tests a network on what it has not learned from. */
  HeldOut check(ComputationGraph network);

  /** SHA-256 of what was read, by role. */
  Map<String, String> fingerprints();
}
