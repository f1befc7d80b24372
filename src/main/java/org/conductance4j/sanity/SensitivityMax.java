package org.conductance4j.sanity;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Sensitivity-max: max over ‖z − x‖∞ ≤ r of ‖φ(z) − φ(x)‖₂ / ‖φ(x)‖₂, from random z: a bound from
 * below. The radius is 2 % of the largest |x − x′|.
 *
 * <p>Source: C.-K. Yeh and others, On the (In)fidelity and Sensitivity of Explanations, 2019,
 * arXiv:1901.09392. Differences from the source: divided by the map's own length, so that maps of
 * different units compare.
 */
final class SensitivityMax {

  private static final int DRAWS = 10;
  private static final double RADIUS = 0.02;

  private SensitivityMax() {}

  static Measurement measure(AttributionMethod method, ResolvedQuestion question, long seed) {
    double[] map = map(method, question);
    double radius = RADIUS * Arrays.stream(question.direction()).map(Math::abs).max().orElse(0);
    double largest = 0;
    for (long draw = seed; draw < seed + DRAWS; draw++) {
      SplittableRandom random = new SplittableRandom(draw);
      double[] moved = question.input().toArray();
      Arrays.setAll(moved, i -> moved[i] + radius * (2 * random.nextDouble() - 1));
      Tensor input = Tensor.of(question.input().shape(), moved);
      largest = Math.max(largest, change(map, map(method, question.withInput(input))));
    }
    String detail =
        String.format(Locale.ROOT, "largest of %d moves of up to %.3g an element", DRAWS, radius);
    return Measurement.of(method.id(), Measure.SENSITIVITY_MAX, largest, detail);
  }

  private static double[] map(AttributionMethod method, ResolvedQuestion question) {
    return method.attribute(question, ProgressListener.SILENT).values().toArray();
  }

  /** ‖b − a‖ / ‖a‖; ‖b‖ where a is 0. */
  static double change(double[] from, double[] to) {
    double apart = 0;
    double length = 0;
    for (int i = 0; i < from.length; i++) {
      apart += (to[i] - from[i]) * (to[i] - from[i]);
      length += from[i] * from[i];
    }
    return Math.sqrt(length == 0 ? apart : apart / length);
  }
}
