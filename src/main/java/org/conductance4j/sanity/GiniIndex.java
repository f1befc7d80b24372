package org.conductance4j.sanity;

import java.util.Arrays;
import java.util.Locale;

/**
 * Sparsity: the Gini index 1 − 2 Σₖ (aₖ / ‖a‖₁) (n − k + ½) / n of the absolute values in rising
 * order, k from 1 to n: 0 where all are alike, 1 − 1/n where one is alone.
 *
 * <p>Sources: N. Hurley, S. Rickard, Comparing Measures of Sparsity, 2009, arXiv:0811.4706; P.
 * Chalasani and others, Concise Explanations of Neural Networks using Adversarial Training, 2020,
 * arXiv:1810.06583, for maps. Differences from the sources: none.
 */
final class GiniIndex {

  private GiniIndex() {}

  static Measurement measure(String method, double... map) {
    double gini = of(map);
    if (Double.isNaN(gini)) {
      return Measurement.notApplicable(method, Measure.SPARSITY, "the map is all zero");
    }
    String detail = String.format(Locale.ROOT, "Gini index of %d values", map.length);
    return Measurement.of(method, Measure.SPARSITY, gini, detail);
  }

  /** The index; NaN of zeros. */
  static double of(double... map) {
    double[] sorted = Arrays.stream(map).map(Math::abs).sorted().toArray();
    double total = Arrays.stream(sorted).sum();
    int count = sorted.length;
    double sum = 0;
    for (int k = 1; k <= count; k++) {
      sum += sorted[k - 1] / total * (count - k + 0.5) / count;
    }
    return total == 0 ? Double.NaN : 1 - 2 * sum;
  }
}
