package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.list;

import java.util.List;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.experiment.config.StudyKeys;

/** Baselines from which the input is explained too, in the order of the config. */
record BaselinesOptions(List<Baseline> baselines) {

  static final String SECTION = "baselines";

  static final Key KEY =
      optional(
          SECTION,
          list(StudyKeys.BASELINE),
          "explains the input from each of them; `axioms` compares the sensitivity of methods from"
              + " them");

  static BaselinesOptions read(ConfigNode node) {
    return new BaselinesOptions(
        RobustnessOptions.list(node, RobustnessOptions::baseline, "[black, white]"));
  }
}
