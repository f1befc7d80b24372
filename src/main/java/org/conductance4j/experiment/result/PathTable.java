package org.conductance4j.experiment.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Table;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.question.PathRule;

/** Writes a path study as tables and as numbers. */
public final class PathTable {

  private PathTable() {}

  /**
   * {@return the path's entry of the metrics; a budget has no tolerance}
   *
   * @param path what was recorded
   */
  public static Metrics.Path metrics(PathRecord path) {
    boolean aimed = path.rule() == PathRule.ADAPTIVE && path.tolerance() > 0;
    return new Metrics.Path(
        path.rule().id(),
        path.nodes(),
        aimed ? (Double) path.tolerance() : null,
        path.errorEstimate(),
        id(path.outcome()),
        path.errors());
  }

  private static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The score along the path. */
  static Table of(PathTrace trace) {
    return Table.EMPTY
        .numbers("alpha", "score", "weight")
        .filled(trace.places(), place -> Table.row(place.alpha(), place.score(), place.weight()));
  }

  /**
   * {@return the errors of several rules; what a rule lacks is left empty}
   *
   * @param study of the path
   */
  public static Table of(PathStudy study) {
    List<List<Object>> rows = new ArrayList<>();
    for (PathStudy.Rule rule : study.rules()) {
      for (PathStudy.Point p : rule.points()) {
        rows.add(
            Table.row(
                rule.id(),
                p.nodes(),
                p.passes(),
                p.inside(),
                p.outside(),
                p.tolerance(),
                p.claimed()));
      }
    }
    return Table.EMPTY
        .words("rule")
        .numbers("nodes", "passes", "inside_error", "outside_error", "tolerance", "claimed")
        .filled(rows, row -> row);
  }
}
