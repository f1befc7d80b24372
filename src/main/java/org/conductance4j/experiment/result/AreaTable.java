package org.conductance4j.experiment.result;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.pruning.CurveArea;
import org.conductance4j.pruning.CurvePoint;

/** The areas under a sweep's curves as CSV. */
public final class AreaTable {

  private static final String HEADER =
      "ranking,score,inside,outside,all,score_distance,inside_distance,outside_distance,"
          + "all_distance\n";

  private AreaTable() {}

  /**
   * The areas under the curves of an experiment.
   *
   * @param metrics of the experiment
   * @return one line a ranking; none with fewer than two fractions; distances are empty where there
   *     are too few controls
   */
  public static ResultTable of(Metrics metrics) {
    return new ResultTable(ResultStore.AREAS, csv(metrics));
  }

  private static String csv(Metrics metrics) {
    List<CurvePoint> points =
        metrics.curves().stream()
            .map(
                p ->
                    new CurvePoint(
                        p.ranking(),
                        p.fraction(),
                        (int) p.pruned(),
                        p.score(),
                        p.inside(),
                        p.outside(),
                        p.all(),
                        0))
            .toList();
    return HEADER
        + CurveArea.of(points, id -> id.startsWith(RankingOptions.RandomOrder.ID + ":")).stream()
            .map(AreaTable::line)
            .collect(Collectors.joining());
  }

  private static String line(CurveArea area) {
    List<Double> distance = area.distance();
    Stream<String> distances =
        distance == null ? Stream.of("", "", "", "") : distance.stream().map(String::valueOf);
    Stream<String> means =
        Stream.of(area.score(), area.inside(), area.outside(), area.all()).map(String::valueOf);
    return area.ranking()
        + ","
        + Stream.concat(means, distances).collect(Collectors.joining(","))
        + "\n";
  }
}
