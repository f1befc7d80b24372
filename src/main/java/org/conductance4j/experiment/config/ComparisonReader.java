package org.conductance4j.experiment.config;

import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;

/** Reads the section {@code path-comparison} of a config. */
public final class ComparisonReader {

  private static final double DEFAULT_FRACTION = 0.01;

  private ComparisonReader() {}

  /**
   * {@return the section's options}
   *
   * @param node a path, and the fraction whose overlap is told
   * @param scope what else the config says
   */
  public static ComparisonOptions read(ConfigNode node, SectionScope scope) {
    PathOptions study = scope.study().path();
    PathOptions fallback = PathOptions.fixed(PathRule.PUBLISHED, PathOptions.DEFAULT_NODES);
    PathOptions path = PathReader.options(node, fallback);
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
