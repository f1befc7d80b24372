package org.conductance4j.sanity;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.sanity.Measurement.Point;

/**
 * Cascading randomisation: Spearman's rank correlation ρ(|φ|, |φₖ|) between the map and that of the
 * network of which the top k layers have their weights redrawn, up to all of them; and of a map
 * over a picture {@link StructuralSimilarity}, channels summed. A map that stays alike does not
 * show what the network has learned.
 *
 * <p>Source: J. Adebayo and others, Sanity Checks for Saliency Maps, 2018, arXiv:1810.03292.
 * Differences from the source: weights are drawn from the layer's own, without putting back, which
 * keeps their sizes; of many layers at most ten depths are tried.
 */
record RandomisedWeights(RandomisedNetwork network) {

  private static final int DEPTHS = 10;

  /** Rank correlation and, of a map over a picture, structural similarity. */
  List<Measurement> measure(AttributionMethod method, ResolvedQuestion question) {
    MapSimilarity similarity = new MapSimilarity(method, question);
    List<Point> ranks = new ArrayList<>();
    List<Point> structures = new ArrayList<>();
    for (int top : depths(network.layers())) {
      Tensor other = similarity.other(question.withProgram(network.top(top)));
      ranks.add(point(top, similarity.ranks(other)));
      structures.add(point(top, similarity.structure(other)));
    }
    return List.of(
        told(method, Measure.RANDOMISED_WEIGHTS, ranks),
        similarity.isOverPicture()
            ? told(method, Measure.RANDOMISED_STRUCTURE, structures)
            : Measurement.notApplicable(
                method.id(), Measure.RANDOMISED_STRUCTURE, MapSimilarity.NO_PICTURE));
  }

  private static Point point(int top, OptionalDouble value) {
    return new Point(top, value.isPresent() ? (Double) value.getAsDouble() : null);
  }

  private Measurement told(AttributionMethod method, Measure measure, List<Point> curve) {
    if (curve.isEmpty()) {
      return Measurement.notApplicable(method.id(), measure, "no layer has weights");
    }
    Double last = curve.get(curve.size() - 1).value();
    String steps = curve.stream().map(RandomisedWeights::text).collect(joining(", "));
    String detail = "with the top layers drawn anew, of " + network.layers() + ", " + steps;
    double value = last == null ? Double.NaN : last;
    return new Measurement(method.id(), measure, value, 0, curve, detail);
  }

  private static String text(Point point) {
    Double value = point.value();
    String shown = value == null ? "none" : String.format(Locale.ROOT, "%.2f", value);
    return String.format(Locale.ROOT, "%.0f: %s", point.at(), shown);
  }

  /** Depths that are tried, evenly spread, all layers the last. */
  static int[] depths(int layers) {
    int count = Math.min(DEPTHS, layers);
    int[] depths = new int[count];
    Arrays.setAll(depths, k -> (int) ((long) (k + 1) * layers / count));
    return depths;
  }
}
