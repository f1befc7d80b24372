package org.conductance4j.sanity;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;

/**
 * Infidelity: E_S (Σ_{i ∈ S} φᵢ − (F(x) − F(x with x′ in S)))² over random subsets S of the {@link
 * ScoredPositions}. A place is in S with a probability that is itself drawn from [0, 1] for each S.
 * A map of slopes, such as the gradient, has φᵢ = gᵢ (xᵢ − x′ᵢ) here.
 *
 * <p>Source: C.-K. Yeh, C.-Y. Hsieh, A. Suggala, D. Inouye, P. Ravikumar, On the (In)fidelity and
 * Sensitivity of Explanations, 2019, arXiv:1901.09392, with the perturbation I = 1_S ⊙ (x − x′).
 * Differences from the source: none; the least value over all scales of the map, which the authors
 * use to compare maps of different units, is reported too.
 */
record Infidelity(Elements elements, long seed) {

  private static final int SUBSETS = 128;

  Measurement measure(String method, Tensor map, boolean slopes) {
    double[] input = elements.atInput();
    double[] baseline = elements.atBaseline();
    double[] parts = map.toArray();
    if (slopes) {
      Arrays.setAll(parts, i -> parts[i] * (input[i] - baseline[i]));
    }
    double[] sums = elements.places().sums(Tensor.of(map.shape(), parts));
    double[] said = new double[SUBSETS];
    double[] without =
        elements.scores(
            SUBSETS,
            subset -> {
              SplittableRandom random = new SplittableRandom(seed + subset);
              double chance = random.nextDouble();
              double[] values = input.clone();
              for (int place = 0; place < sums.length; place++) {
                if (random.nextDouble() < chance) {
                  elements.places().copy(place, baseline, values);
                  said[subset] += sums[place];
                }
              }
              return values;
            });
    double here = elements.score(input);
    double[] done = Arrays.stream(without).map(there -> here - there).toArray();
    double whole = here - elements.score(baseline);
    String detail =
        String.format(
            Locale.ROOT,
            "%d subsets; root %.3g beside a change of F of %.3g; at the best scale %.3g",
            SUBSETS,
            Math.sqrt(gap(said, done, 1)),
            whole,
            gap(said, done, scale(said, done)));
    return Measurement.of(method, Measure.INFIDELITY, gap(said, done, 1), detail);
  }

  /** Mean of (s a − b)². */
  static double gap(double[] said, double[] done, double scale) {
    double sum = 0;
    for (int k = 0; k < said.length; k++) {
      double gap = scale * said[k] - done[k];
      sum += gap * gap;
    }
    return sum / said.length;
  }

  /** The scale of the least gap, ⟨a, b⟩ / ⟨a, a⟩; 1 where a is 0. */
  static double scale(double[] said, double[] done) {
    double product = 0;
    double square = 0;
    for (int k = 0; k < said.length; k++) {
      product += said[k] * done[k];
      square += said[k] * said[k];
    }
    return square == 0 ? 1 : product / square;
  }
}
