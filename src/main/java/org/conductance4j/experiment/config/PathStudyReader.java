package org.conductance4j.experiment.config;

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

/** Reads the section {@code path-study} of a config. */
public final class PathStudyReader {

  private static final int LARGEST_GRID = 1 << 16;
  private static final List<Integer> STEPS = List.of(8, 16, 32, 64, 128, 256, 512, 1024);
  private static final List<Double> TOLERANCES = List.of(5e-2, 2e-2, 1e-2, 5e-3, 2e-3, 1e-3);

  private static final Keys KEYS =
      Keys.of(
          "path-study",
          key("grid", integer(1, LARGEST_GRID), 1 << 12, "pieces of the reference grid"),
          key("steps", list(integer(1, LARGEST_GRID)), STEPS, "numbers of nodes of fixed rules"),
          key("tolerances", list(inside()), TOLERANCES, "tolerances of the adaptive rule"));

  /** The section's key. */
  public static final Key KEY =
      optional("path-study", map(KEYS), "the error of each rule, and what it costs");

  private PathStudyReader() {}

  /**
   * {@return the section's options}
   *
   * @param node grid, steps and tolerances, all of which may be left out
   * @param study what else the config says
   */
  public static PathStudyOptions read(ConfigNode node, SectionScope study) {
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
