package org.conductance4j.experiment.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;

/**
 * Under which settings one pruning is repeated: every layer with every baseline, objective and
 * region.
 *
 * @param layers names of layers
 * @param baselines where the path begins
 * @param objectives what is explained
 * @param regions by name, as the config writes them
 * @param fraction the part of the layer that is pruned
 * @param path how the path integrals are computed
 * @param thresholds what counts as keeping the score and as emptying the box
 */
public record RobustnessOptions(
    List<String> layers,
    List<Baseline> baselines,
    List<Objective> objectives,
    Map<String, String> regions,
    double fraction,
    PathOptions path,
    Thresholds thresholds) {

  /** Keeps copies, the regions in their order. */
  public RobustnessOptions {
    layers = List.copyOf(layers);
    baselines = List.copyOf(baselines);
    objectives = List.copyOf(objectives);
    regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
  }

  /**
   * One setting but for its regions.
   *
   * @param layer name of the layer
   * @param baseline where the path begins
   * @param objective what is explained
   */
  public record Variation(String layer, Baseline baseline, Objective objective) {}

  /** {@return all settings, layers outermost} */
  public List<Variation> variations() {
    List<Variation> all = new ArrayList<>();
    for (String layer : layers) {
      for (Baseline baseline : baselines) {
        for (Objective objective : objectives) {
          all.add(new Variation(layer, baseline, objective));
        }
      }
    }
    return List.copyOf(all);
  }

  /**
   * What counts.
   *
   * @param scoreKept least share of F(x) − F(x′) that must be left of the score
   * @param boxKept largest share of the region's attribution that may be left
   * @param leastShare share of F(x) − F(x′) that a region must have for its loss to mean anything
   */
  public record Thresholds(double scoreKept, double boxKept, double leastShare) {
    /** More than 80 % of the difference, less than half of a box that carries at least 5 %. */
    public static final Thresholds DEFAULT = new Thresholds(0.8, 0.5, 0.05);
  }
}
