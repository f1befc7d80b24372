package org.conductance4j.experiment.config;

import java.util.List;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;

/**
 * Under which changes rankings are computed again.
 *
 * @param steps numbers of midpoints on the path
 * @param baselines other baselines
 * @param noise standard deviations of normal noise on the input, as parts of the input's range
 * @param seeds of the noise
 * @param fraction the top part whose overlap is looked at
 */
public record StabilityOptions(
    List<Integer> steps,
    List<Baseline> baselines,
    List<Double> noise,
    List<Long> seeds,
    double fraction) {

  /** The section's key. */
  public static final String SECTION = "stability";

  private static final NumberRange PART = new NumberRange(0, false, 1, false);
  private static final int MOST_STEPS = 100_000;

  /** Keeps copies of the lists. */
  public StabilityOptions {
    steps = List.copyOf(steps);
    baselines = List.copyOf(baselines);
    noise = List.copyOf(noise);
    seeds = List.copyOf(seeds);
  }

  /**
   * {@return the section's options}
   *
   * @param node the changes and the fraction
   */
  public static StabilityOptions read(ConfigNode node) {
    ConfigNode steps = node.get("steps");
    ConfigNode baselines = node.get("baselines");
    ConfigNode noise = node.get("noise");
    ConfigNode seeds = node.get("seeds");
    StabilityOptions options =
        new StabilityOptions(
            steps.isPresent()
                ? steps.integers(1, MOST_STEPS).stream().map(Math::toIntExact).toList()
                : List.of(),
            baselines.isPresent()
                ? baselines.items().stream()
                    .flatMap(item -> item.parsed("a baseline", Baseline::parse).stream())
                    .toList()
                : List.of(),
            noise.isPresent() ? noise.numbers(PART) : List.of(),
            seeds.isPresent() ? seeds.integers(0, Long.MAX_VALUE) : List.of(0L),
            node.get("fraction").number(PART, 0.01));
    boolean empty =
        options.steps.isEmpty() && options.baselines.isEmpty() && options.noise.isEmpty();
    if (empty && !steps.isPresent() && !baselines.isPresent() && !noise.isPresent()) {
      node.problem("must change something, got nothing; give steps, baselines or noise");
    }
    return options;
  }
}
