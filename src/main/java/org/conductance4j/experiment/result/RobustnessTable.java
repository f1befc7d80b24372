package org.conductance4j.experiment.result;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of a robustness study as comma-separated values. */
public final class RobustnessTable {

  private static final String HEAD =
      "layer,baseline,objective,region,at_input,at_baseline,inside,share,score,score_kept,box,"
          + "box_kept,probability,random_score_kept,random_box_kept,verdict";

  private RobustnessTable() {}

  public static String csv(Robustness robustness) {
    return Stream.concat(Stream.of(HEAD), robustness.rows().stream().map(RobustnessTable::line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(Robustness.Row row) {
    List<Object> values =
        List.of(
            quoted(row.layer()),
            quoted(row.baseline()),
            row.objective(),
            quoted(row.region()),
            row.atInput(),
            row.atBaseline(),
            row.inside(),
            row.share(),
            row.score(),
            row.scoreKept(),
            row.box(),
            row.boxKept(),
            row.probability(),
            row.randomScoreKept(),
            row.randomBoxKept(),
            row.verdict().id());
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** A baseline such as {@code gaussian:20,1} holds a comma. */
  private static String quoted(String text) {
    return text.matches("[^,\"\n\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
