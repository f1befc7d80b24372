package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;

import java.util.List;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.experiment.config.StudyKeys;

/**
 * Under which changes rankings are computed again.
 *
 * @param steps numbers of midpoints on the path
 * @param baselines other baselines
 * @param noise standard deviations of normal noise on the input, as parts of the input's range
 * @param seeds of the noise
 * @param fraction the top part whose overlap is looked at
 */
record StabilityOptions(
    List<Integer> steps,
    List<Baseline> baselines,
    List<Double> noise,
    List<Long> seeds,
    double fraction) {

  static final String SECTION = "stability";

  private static final Keys KEYS =
      Keys.of(
          SECTION,
          key("steps", list(integer(1, 100_000)), List.of(), "numbers of midpoints"),
          key("baselines", list(StudyKeys.BASELINE), List.of(), "other baselines"),
          key("noise", list(inside()), List.of(), "standard deviations of noise, over the range"),
          key("seeds", list(integer(0, Long.MAX_VALUE)), List.of(0L), "seeds of the noise"),
          key("fraction", inside(), 0.01, "the top part whose overlap is computed"));

  static final Key KEY =
      optional(SECTION, map(KEYS), "how far rankings change with steps, baselines and noise");

  static StabilityOptions read(ConfigNode node) {
    ConfigNode steps = node.get("steps");
    ConfigNode baselines = node.get("baselines");
    ConfigNode noise = node.get("noise");
    StabilityOptions options =
        new StabilityOptions(
            steps.integers(),
            baselines.items().stream()
                .flatMap(item -> item.parsed("a baseline", Baseline::parse).stream())
                .toList(),
            noise.numbers(),
            node.get("seeds").longIntegers(),
            node.get("fraction").number());
    boolean empty =
        options.steps.isEmpty() && options.baselines.isEmpty() && options.noise.isEmpty();
    if (empty && !steps.isPresent() && !baselines.isPresent() && !noise.isPresent()) {
      node.problem("must change something, got nothing; give steps, baselines or noise");
    }
    return options;
  }
}
