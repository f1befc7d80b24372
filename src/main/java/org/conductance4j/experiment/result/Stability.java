package org.conductance4j.experiment.result;

import java.util.List;
import org.conductance4j.array.Table;
import org.jspecify.annotations.Nullable;

/**
 * Rankings computed again under changes.
 *
 * @param entries one for each change and ranking
 */
public record Stability(List<Entry> entries) {

  /**
   * One ranking under one change.
   *
   * @param change what was changed
   * @param ranking id of the ranking
   * @param rankCorrelation Spearman's, of all scores; null where all scores are the same
   * @param fraction the top part that is looked at
   * @param topOverlap share of the top part that stays
   */
  public record Entry(
      String change,
      String ranking,
      @Nullable Double rankCorrelation,
      double fraction,
      double topOverlap) {}

  /** {@return the entries as a table} */
  public Table table() {
    return Table.EMPTY
        .names("change")
        .words("ranking")
        .numbers("rank_correlation", "fraction", "top_overlap")
        .filled(
            entries,
            e -> Table.row(e.change, e.ranking, e.rankCorrelation, e.fraction, e.topOverlap));
  }
}
