package org.conductance4j.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How well a network classifies pictures that it was not trained on.
 *
 * @param pictures number of pictures
 * @param accuracy share of them that are classified correctly
 * @param accuracyByClass the same share for each class
 * @param blackScore largest probability of a class for a black picture
 * @param blackClass that class
 */
record PictureHeldOut(
    int pictures,
    double accuracy,
    Map<String, Double> accuracyByClass,
    double blackScore,
    String blackClass)
    implements HeldOut {

  /** Copies the map. */
  public PictureHeldOut {
    accuracyByClass = Collections.unmodifiableMap(new LinkedHashMap<>(accuracyByClass));
  }

  @Override
  public String inWords() {
    return String.format(
        Locale.ROOT,
        "%.1f %% of %d held-out pictures right, black picture at most %.4f (%s)",
        100 * accuracy,
        pictures,
        blackScore,
        blackClass);
  }
}
