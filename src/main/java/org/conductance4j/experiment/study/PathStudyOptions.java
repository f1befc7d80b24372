package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;

import java.util.Comparator;
import java.util.List;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.experiment.config.SectionScope;

/**
 * A study of the error of path integrals over their cost.
 *
 * @param grid number of cells of the grid that the truth is taken from
 * @param steps numbers of nodes of the fixed rules, ascending
 * @param tolerances of the adaptive rule, descending
 */
record PathStudyOptions(int grid, List<Integer> steps, List<Double> tolerances) {

  private static final int LARGEST_GRID = 1 << 16;
  private static final List<Integer> STEPS = List.of(8, 16, 32, 64, 128, 256, 512, 1024);
  private static final List<Double> TOLERANCES = List.of(5e-2, 2e-2, 1e-2, 5e-3, 2e-3, 1e-3);
  private static final Keys KEYS =
      Keys.of(
          "path-study",
          key("grid", integer(1, LARGEST_GRID), 1 << 12, "pieces of the reference grid"),
          key("steps", list(integer(1, LARGEST_GRID)), STEPS, "numbers of nodes of fixed rules"),
          key("tolerances", list(inside()), TOLERANCES, "tolerances of the adaptive rule"));

  static final Key KEY =
      optional("path-study", map(KEYS), "the error of each rule, and what it costs");

  static PathStudyOptions read(ConfigNode node, SectionScope study) {
    if (study.study().region() == null) {
      node.problem("needs a region, got none; give region: box:ROW0,ROW1,COLUMN0,COLUMN1");
    }
    return new PathStudyOptions(
        node.get("grid").integer(),
        node.get("steps").integers().stream().distinct().sorted().toList(),
        node.get("tolerances").numbers().stream()
            .distinct()
            .sorted(Comparator.reverseOrder())
            .toList());
  }
}
