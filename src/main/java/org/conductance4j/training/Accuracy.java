package org.conductance4j.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which share of examples a network classifies correctly.
 *
 * @param all the share of all examples
 * @param byClass the share of the examples of each class that there are examples of
 */
record Accuracy(double all, Map<String, Double> byClass) {

  /**
   * Counts the correct answers.
   *
   * @param labels names of the classes
   * @param truth the class of each example
   * @param given the class that the network gave it
   */
  static Accuracy of(List<String> labels, List<Integer> truth, List<Integer> given) {
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
    return new Accuracy((double) sum / Math.max(1, truth.size()), byClass);
  }
}
