package org.conductance4j.experiment.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;

/** Reads the section {@code path-study} of a config. */
public final class PathStudyReader {

  private static final int LARGEST_GRID = 1 << 16;
  private static final int DEFAULT_GRID = 1 << 12;
  private static final NumberRange TOLERANCE = new NumberRange(0, false, 1, false);
  private static final List<Long> STEPS = List.of(8L, 16L, 32L, 64L, 128L, 256L, 512L, 1024L);
  private static final List<Double> TOLERANCES = List.of(5e-2, 2e-2, 1e-2, 5e-3, 2e-3, 1e-3);

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
    long grid = node.get("grid").integer(1, LARGEST_GRID, DEFAULT_GRID);
    ConfigNode steps = node.get("steps");
    ConfigNode tolerances = node.get("tolerances");
    Stream<Long> given =
        steps.isPresent() ? steps.integers(1, LARGEST_GRID).stream() : STEPS.stream();
    Stream<Double> asked =
        tolerances.isPresent() ? tolerances.numbers(TOLERANCE).stream() : TOLERANCES.stream();
    return new PathStudyOptions(
        (int) grid,
        given.map(Long::intValue).distinct().sorted().toList(),
        asked.distinct().sorted(Comparator.reverseOrder()).toList());
  }
}
