package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.list;

import java.util.List;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;

/**
 * Baselines from which the input is explained too, for comparison.
 *
 * @param baselines in the order of the config
 */
public record BaselinesOptions(List<Baseline> baselines) {

  /** The section's key. */
  public static final String SECTION = "baselines";

  /** Its declaration. */
  public static final Key KEY =
      optional(
          SECTION,
          list(StudyKeys.BASELINE),
          "explains the input from each of them; `axioms` compares the sensitivity of methods from"
              + " them");

  /** Keeps a copy of the list. */
  public BaselinesOptions {
    baselines = List.copyOf(baselines);
  }

  /**
   * {@return the section's options}
   *
   * @param node a list of baselines
   */
  public static BaselinesOptions read(ConfigNode node) {
    return new BaselinesOptions(
        RobustnessReader.list(node, RobustnessReader::baseline, "[black, white]"));
  }
}
