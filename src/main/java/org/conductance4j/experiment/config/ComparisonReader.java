package org.conductance4j.experiment.config;

import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code comparison} of a config. */
final class ComparisonReader {

  private static final double DEFAULT_FRACTION = 0.01;

  private ComparisonReader() {}

  static @Nullable ComparisonOptions read(ConfigNode node, PathOptions study) {
    if (!node.isPresent()) {
      return null;
    }
    PathOptions fallback = PathOptions.fixed(PathRule.PUBLISHED, PathOptions.DEFAULT_NODES);
    PathOptions path = ExperimentConfigReader.path(node, fallback);
    if (path.rule() == study.rule()
        && path.rule() != PathRule.ADAPTIVE
        && path.nodes() == study.nodes()) {
      node.problem(
          "must be another rule than the study's own, got the same; choose one of "
              + String.join(", ", PathRule.ids()));
    }
    double fraction = node.get("fraction").number(NumberRange.FRACTION, DEFAULT_FRACTION);
    return new ComparisonOptions(path, fraction);
  }
}
