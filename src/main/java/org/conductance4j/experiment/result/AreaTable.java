package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Objects;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.pruning.CurveArea;

/** The areas under a sweep's curves as CSV. */
public final class AreaTable {

  private AreaTable() {}

  /**
   * {@return the areas under the curves of an experiment, one a ranking; none with fewer than two
   * fractions}
   *
   * @param metrics of the experiment
   */
  public static List<CurveArea> areas(Metrics metrics) {
    return CurveArea.of(metrics.curves(), id -> id.startsWith(RankingOptions.RandomOrder.ID + ":"));
  }

  /**
   * {@return the areas as a table; distances are empty where there are too few controls}
   *
   * @param metrics of the experiment
   */
  public static Table of(Metrics metrics) {
    return Table.EMPTY
        .words("ranking")
        .numbers("score", "inside", "outside", "all")
        .numbers("score_distance", "inside_distance", "outside_distance", "all_distance")
        .filled(
            areas(metrics),
            area ->
                Table.row(
                    area.ranking(),
                    List.of(area.score(), area.inside(), area.outside(), area.all()),
                    Objects.requireNonNullElse(area.distance(), List.of("", "", "", ""))));
  }
}
