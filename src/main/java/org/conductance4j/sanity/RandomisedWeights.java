package org.conductance4j.sanity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.conductance4j.attribution.AttributionMethod;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Setting;
import org.conductance4j.ranking.RankAgreement;
import org.conductance4j.sanity.Measurement.Point;

/**
 * Cascading randomisation: Spearman's rank correlation ρ(|φ|, |φₖ|) between the map and that of the
 * network of which the top k layers have their weights drawn anew, up to all of them. A map that
 * stays alike does not show what the network has learned.
 *
 * <p>Source: J. Adebayo and others, Sanity Checks for Saliency Maps, 2018, arXiv:1810.03292.
 * Differences from the source: weights are drawn from the layer's own, without putting back, which
 * keeps their sizes; of many layers at most ten depths are tried; no structural similarity.
 */
final class RandomisedWeights {

  private static final int DEPTHS = 10;

  private final RandomisedNetwork network;

  RandomisedWeights(RandomisedNetwork network) {
    this.network = network;
  }

  Measurement measure(AttributionMethod method, Setting setting) {
    double[] map = sizes(method, setting);
    List<Point> curve = new ArrayList<>();
    StringBuilder steps = new StringBuilder();
    int layers = network.layers();
    double last = Double.NaN;
    for (int top : depths(layers)) {
      double[] other = sizes(method, setting.withProgram(network.top(top)));
      OptionalDouble correlation = correlation(map, other);
      last = correlation.orElse(Double.NaN);
      curve.add(new Point(top, correlation.isPresent() ? (Double) last : null));
      String shown = correlation.isPresent() ? String.format(Locale.ROOT, "%.2f", last) : "none";
      steps.append(String.format(Locale.ROOT, "%s%d: %s", steps.isEmpty() ? "" : ", ", top, shown));
    }
    String detail =
        layers == 0 ? "no layer has weights" : "with the top layers drawn anew, of " + layers;
    return new Measurement(
        method.id(),
        Measure.RANDOMISED_WEIGHTS,
        last,
        0,
        curve,
        detail + (layers == 0 ? "" : ", " + steps));
  }

  /** Depths that are tried, evenly spread, all layers the last. */
  static int[] depths(int layers) {
    int count = Math.min(DEPTHS, layers);
    int[] depths = new int[count];
    Arrays.setAll(depths, k -> (int) ((long) (k + 1) * layers / count));
    return depths;
  }

  /** Empty where one map is flat or not finite. */
  static OptionalDouble correlation(double[] map, double[] other) {
    boolean finite = Arrays.stream(other).allMatch(Double::isFinite);
    return finite ? RankAgreement.spearman(map, other) : OptionalDouble.empty();
  }

  private static double[] sizes(AttributionMethod method, Setting setting) {
    double[] map = method.attribute(setting, ProgressListener.SILENT).values().toArray();
    Arrays.setAll(map, i -> Math.abs(map[i]));
    return map;
  }
}
