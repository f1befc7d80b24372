package org.conductance4j.training;

import java.util.Locale;
import java.util.Map;

/**
 * How well a network classifies scenes that it was not trained on.
 *
 * @param scenes number of scenes
 * @param accuracy share of them that are classified correctly
 * @param accuracyByClass the same share for each class
 * @param blackScore probability of a traffic light for a black picture
 * @param lights results on scenes with two lights
 */
record HeldOutResult(
    int scenes,
    double accuracy,
    Map<String, Double> accuracyByClass,
    double blackScore,
    LightCheck lights)
    implements HeldOut {

  /** Copies the map. */
  public HeldOutResult {
    accuracyByClass = Map.copyOf(accuracyByClass);
  }

  @Override
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%.1f %% of %d held-out scenes right, black picture as a light %.4f",
        100 * accuracy,
        scenes,
        blackScore);
  }

  /**
   * Mean probability of a traffic light over held-out scenes with two lights.
   *
   * @param scenes number of scenes
   * @param untouched as drawn
   * @param oneCovered one light covered by the picture's mean colour, the worse of the two
   * @param bothCovered both lights covered
   * @param oneOnBlack one light alone on black, the worse of the two
   */
  public record LightCheck(
      int scenes, double untouched, double oneCovered, double bothCovered, double oneOnBlack) {}
}
