package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.map;

import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.Type;
import org.conductance4j.experiment.config.PathReader;
import org.conductance4j.experiment.config.SectionScope;

/**
 * Another rule of the path that the study's own is compared with.
 *
 * @param path the other rule
 * @param fraction the top part of the rankings whose overlap is told
 */
record ComparisonOptions(PathOptions path, double fraction) {

  private static final PathOptions PUBLISHED =
      PathOptions.fixed(PathRule.PUBLISHED, PathOptions.DEFAULT_NODES);
  private static final Key FRACTION =
      key("fraction", Type.fraction(), 0.01, "the top part whose overlap is computed");
  private static final Keys KEYS = PathReader.keys("path-comparison", PUBLISHED, FRACTION);

  static final Key KEY =
      optional("path-comparison", map(KEYS), "the same study with another rule of the path")
          .formerly("comparison");

  static ComparisonOptions read(ConfigNode node, SectionScope scope) {
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
