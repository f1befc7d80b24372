package org.conductance4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.conductance4j.experiment.config.RobustnessOptions;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.Robustness.Row;
import org.conductance4j.experiment.result.Robustness.Verdict;

/** Where the effect holds and where not: the words and the table of its part of the page. */
final class RobustnessSection {

  private final Robustness robustness;

  RobustnessSection(Robustness robustness) {
    this.robustness = robustness;
  }

  /** What the page's template fills in; an empty list where there was no such study. */
  static List<Map<String, Object>> of(ReportModel findings) {
    Robustness robustness = findings.metrics().robustness();
    return robustness == null
        ? List.of()
        : List.of(
            Map.of(
                "count", Numbers.count(robustness.rows().size()),
                "rows", robustness.rows().stream().map(RobustnessSection::row).toList()));
  }

  /** The title of the page of such a study. */
  String title() {
    return "Where does pruning "
        + Numbers.fraction(robustness.fraction())
        + " keep the score and empty the box, and where not?";
  }

  /** The answer in words. */
  List<String> answer() {
    RobustnessOptions.Thresholds limits = robustness.thresholds();
    long all = robustness.rows().size();
    long there = all - robustness.count(Verdict.LITTLE_THERE);
    return List.of(
        "Pruning the "
            + Numbers.fraction(robustness.fraction())
            + " of a layer’s neurons with the largest part in one box’s contribution (regional"
            + " conductance) was repeated under "
            + Numbers.count(all)
            + " settings.",
        "The effect holds in "
            + Numbers.count(robustness.count(Verdict.HOLDS))
            + " of the "
            + Numbers.count(there)
            + " in which the box carries at least "
            + Numbers.fraction(limits.leastShare())
            + " of the difference: more than "
            + Numbers.fraction(limits.scoreKept())
            + " of the score is left, but less than "
            + Numbers.fraction(limits.boxKept())
            + " of the box’s contribution, and as many neurons picked at random do not do the"
            + " same.",
        "Of the others, the score falls in "
            + number(Verdict.SCORE_FALLS)
            + ", the box keeps its contribution in "
            + number(Verdict.BOX_STAYS)
            + ", and random pruning empties the box as well in "
            + number(Verdict.RANDOM_TOO)
            + ".");
  }

  private String number(Verdict verdict) {
    long count = robustness.count(verdict);
    return count == 0 ? "none" : Numbers.count(count);
  }

  /** Where it holds, part by part. */
  List<String> details() {
    List<String> out = new ArrayList<>();
    long little = robustness.count(Verdict.LITTLE_THERE);
    if (little > 0) {
      out.add(
          "In "
              + Numbers.count(little)
              + " settings the question has no answer: the box carries less than that, or speaks"
              + " against, already before pruning.");
    }
    add(out, "objective", Row::objective);
    add(out, "box", Row::region);
    add(out, "baseline", Row::baseline);
    add(out, "layer", Row::layer);
    return List.copyOf(out);
  }

  private void add(List<String> out, String by, Function<Row, String> part) {
    Map<String, List<Row>> parts = new LinkedHashMap<>();
    for (Row row : robustness.rows()) {
      parts.computeIfAbsent(part.apply(row), name -> new ArrayList<>()).add(row);
    }
    if (parts.size() < 2) {
      return;
    }
    List<String> counts = new ArrayList<>();
    parts.forEach((name, rows) -> counts.add(name + " (" + count(rows) + ")"));
    out.add("It holds, by " + by + ": " + String.join(", ", counts) + ".");
  }

  private static String count(List<Row> rows) {
    long holds = rows.stream().filter(row -> row.verdict() == Verdict.HOLDS).count();
    long there = rows.stream().filter(row -> row.verdict() != Verdict.LITTLE_THERE).count();
    return holds + " of " + there;
  }

  /** A verdict in words. */
  static String words(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> "holds";
      case RANDOM_TOO -> "random pruning does it, too";
      case BOX_STAYS -> "the box stays";
      case SCORE_FALLS -> "the score falls";
      case LITTLE_THERE -> "nothing to empty";
    };
  }

  private static Map<String, Object> row(Row row) {
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("layer", row.layer());
    cells.put("baseline", row.baseline());
    cells.put("objective", row.objective().replace('-', ' '));
    cells.put("region", row.region());
    cells.put("share", Numbers.percent(row.share()));
    cells.put("scoreKept", Numbers.percent(row.scoreKept()));
    cells.put("boxKept", Numbers.percent(row.boxKept()));
    cells.put("probability", Numbers.withDecimals(3).plain(row.probability()));
    cells.put("randomScoreKept", Numbers.percent(row.randomScoreKept()));
    cells.put("randomBoxKept", Numbers.percent(row.randomBoxKept()));
    cells.put("verdict", words(row.verdict()));
    cells.put("mark", row.verdict() == Verdict.HOLDS ? "holds" : "");
    return cells;
  }
}
