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

  /** Compares the class of each example with that which the network gave it. */
  static ExampleHeldOut of(List<String> labels, List<Integer> truth, List<Integer> given) {
    Accuracy accuracy = Accuracy.of(labels, truth, given);
    return new ExampleHeldOut(truth.size(), accuracy.all(), accuracy.byClass());
  }

  @Override
  public String inWords() {
    return String.format(
        Locale.ROOT, "%.1f %% of %d held-out examples right", 100 * accuracy, examples);
  }
}
