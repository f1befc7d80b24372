package org.conductance4j.report;

import java.util.Optional;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.BaselineComparison.Entry;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.PathResult;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.experiment.result.RankingScores;

/**
 * A result whose maps of the input and of the layer have their channels first, as the figures draw
 * them. A network that reads its input with the channels last is taken to have them last at the
 * layer too.
 */
final class ChannelsFirst {

  private ChannelsFirst() {}

  /** The same result where they are first already, as the region's rows and columns tell. */
  static ExperimentResult of(ExperimentResult result) {
    Optional<int[]> plane = result.region().map(Tensor::shape);
    int[] shape = result.inputAttribution().shape();
    boolean last =
        shape.length == 3
            && plane.map(p -> p[0] == shape[0] && p[1] == shape[1]).orElse(false)
            && !plane.map(p -> p[0] == shape[1] && p[1] == shape[2]).orElse(false);
    return last ? turned(result) : result;
  }

  private static ExperimentResult turned(ExperimentResult result) {
    return new ExperimentResult(
        result.metrics(),
        result.provenance(),
        result.picture(),
        result.closeUp(),
        result.region(),
        result.parts(),
        turned(result.inputAttribution()),
        result.rankings().stream()
            .map(each -> new RankingScores(each.id(), turned(each.scores())))
            .toList(),
        result.prunedMaps().stream()
            .map(each -> new PrunedMap(each.ranking(), each.fraction(), turned(each.map())))
            .toList(),
        result.figures(),
        result.replication(),
        new PathResult(
            result.path().trace(),
            result.path().study(),
            result.path().baselines().map(ChannelsFirst::turned)),
        result.tables(),
        result.layers());
  }

  private static BaselineComparison turned(BaselineComparison comparison) {
    return new BaselineComparison(
        comparison.entries().stream()
            .map(
                entry ->
                    new Entry(
                        entry.baseline(),
                        entry.atBaseline(),
                        entry.all(),
                        entry.inside(),
                        entry.outside(),
                        entry.completeness(),
                        entry.nodes(),
                        turned(entry.map())))
            .toList());
  }

  /** (row, column, channel) as (channel, row, column); another rank as it is. */
  private static Tensor turned(Tensor map) {
    return map.rank() == 3 ? ChannelOrder.first(map) : map;
  }
}
