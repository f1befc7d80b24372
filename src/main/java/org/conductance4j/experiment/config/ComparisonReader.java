package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.fraction;
import static org.conductance4j.config.Type.map;

import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;

/** Reads the section {@code path-comparison} of a config. */
public final class ComparisonReader {

  private static final PathOptions PUBLISHED =
      PathOptions.fixed(PathRule.PUBLISHED, PathOptions.DEFAULT_NODES);

  private static final Key FRACTION =
      key("fraction", fraction(), 0.01, "the top part whose overlap is computed");

  private static final Keys KEYS = PathReader.keys("path-comparison", PUBLISHED, FRACTION);

  /** The section's key. */
  public static final Key KEY =
      optional("path-comparison", map(KEYS), "the same study with another rule of the path")
          .formerly("comparison");

  private ComparisonReader() {}

  /**
   * {@return the section's options}
   *
   * @param node a path, and the fraction whose overlap is told
   * @param scope what else the config says
   */
  public static ComparisonOptions read(ConfigNode node, SectionScope scope) {
    PathOptions study = scope.study().path();
    PathOptions path = PathReader.options(node, PUBLISHED);
    if (path.rule() == study.rule()
        && path.rule() != PathRule.ADAPTIVE
        && path.nodes() == study.nodes()) {
      node.problem(
          "must be another rule than the study's own, got the same; choose one of "
              + String.join(", ", PathRule.ids()));
    }
    return new ComparisonOptions(path, node.get("fraction").number());
  }
}
