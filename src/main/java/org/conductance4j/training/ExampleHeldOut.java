package org.conductance4j.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well a network classifies examples that it was not trained on.
 *
 * @param examples number of examples
 * @param accuracy share of them that are classified correctly
 * @param accuracyByClass the same share for each class
 */
record ExampleHeldOut(int examples, double accuracy, Map<String, Double> accuracyByClass)
    implements HeldOut {

  /** Copies the map. */
  public ExampleHeldOut {
    accuracyByClass = Collections.unmodifiableMap(new LinkedHashMap<>(accuracyByClass));
  }

  /**
   * Counts the correct answers.
   *
   * @param labels names of the classes
   * @param truth the class of each example
   * @param given the class that the network gave it
   */
  static ExampleHeldOut of(List<String> labels, List<Integer> truth, List<Integer> given) {
    int[] all = new int[labels.size()];
    int[] right = new int[labels.size()];
    int sum = 0;
    for (int i = 0; i < truth.size(); i++) {
      int hit = truth.get(i).equals(given.get(i)) ? 1 : 0;
      all[truth.get(i)]++;
      right[truth.get(i)] += hit;
      sum += hit;
    }
    Map<String, Double> byClass = new LinkedHashMap<>();
    for (int c = 0; c < all.length; c++) {
      if (all[c] > 0) {
        byClass.put(labels.get(c), (double) right[c] / all[c]);
      }
    }
    return new ExampleHeldOut(truth.size(), (double) sum / Math.max(1, truth.size()), byClass);
  }

  @Override
  public String inWords() {
    return String.format(
        Locale.ROOT, "%.1f %% of %d held-out examples right", 100 * accuracy, examples);
  }
}
