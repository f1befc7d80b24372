package org.conductance4j.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.Baseline;
import org.conductance4j.attribution.Objective;
import org.conductance4j.attribution.PathOptions;

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
    Robustness.Thresholds thresholds) {

  /** Keeps copies, the regions in their order. */
  public RobustnessOptions {
    layers = List.copyOf(layers);
    baselines = List.copyOf(baselines);
    objectives = List.copyOf(objectives);
    regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
  }

  /** One setting but for its regions. */
  record Variation(String layer, Baseline baseline, Objective objective) {}

  /** All settings, layers outermost. */
  List<Variation> variations() {
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
}
