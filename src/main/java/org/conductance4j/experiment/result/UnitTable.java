package org.conductance4j.experiment.result;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Table;
import org.conductance4j.engine.Unit;

/** The scores of channels, heads and tokens as CSV, a line a unit. */
final class UnitTable {

  private UnitTable() {}

  private record Line(RankingScores ranking, int index) {}

  /** The table of all rankings but those of neurons, whose scores are arrays. */
  static Table of(List<RankingScores> rankings) {
    return Table.EMPTY
        .words("ranking", "unit")
        .numbers("index", "score")
        .filled(
            rankings.stream()
                .filter(one -> one.unit() != Unit.NEURON)
                .flatMap(UnitTable::lines)
                .toList(),
            line ->
                Table.row(
                    line.ranking().id(),
                    line.ranking().unit().id(),
                    line.index(),
                    line.ranking().units().get(line.index())));
  }

  private static Stream<Line> lines(RankingScores ranking) {
    return IntStream.range(0, ranking.units().length()).mapToObj(i -> new Line(ranking, i));
  }
}
