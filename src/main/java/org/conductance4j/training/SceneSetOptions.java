package org.conductance4j.training;

import org.conductance4j.config.InvalidInputException;
import org.conductance4j.scene.SceneOptions;

/**
 * The scenes for training and for testing. Scene i of a set has the seed {@code first + i}.
 *
 * @param size rows and columns of a picture
 * @param training number of scenes for training
 * @param trainingFirst seed of the first of them
 * @param heldOut number of scenes for testing
 * @param heldOutFirst seed of the first of them
 */
public record SceneSetOptions(
    int size, int training, long trainingFirst, int heldOut, long heldOutFirst) {

  /** Checks the ranges, and that no scene is in both sets. */
  public SceneSetOptions {
    Checks.within("scenes.size", size, SceneOptions.SMALLEST, 512);
    Checks.within("scenes.training", training, 1, 1_000_000);
    Checks.within("scenes.held-out", heldOut, 1, 1_000_000);
    if (overlap(training, trainingFirst, heldOut, heldOutFirst)) {
      throw new InvalidInputException(
          "scenes.held-out-first-seed: " + overlapMessage(training, trainingFirst, heldOutFirst));
    }
  }

  static boolean overlap(int training, long trainingFirst, int heldOut, long heldOutFirst) {
    return trainingFirst < heldOutFirst + heldOut && heldOutFirst < trainingFirst + training;
  }

  static String overlapMessage(int training, long trainingFirst, long heldOutFirst) {
    return "needs held-out scenes that are not learned from, got first seed "
        + heldOutFirst
        + "; choose one whose scenes lie outside "
        + trainingFirst
        + " to "
        + (trainingFirst + training - 1);
  }
}
