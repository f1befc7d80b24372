package org.conductance4j.experiment.result;

import java.util.List;
import org.conductance4j.array.Table;
import org.jspecify.annotations.Nullable;

/**
 * How often pruned networks name the right class.
 *
 * @param entries one for each pruned network
 */
public record Accuracy(List<Entry> entries) {

  /**
   * One pruned network.
   *
   * @param ranking id of the ranking whose top was pruned
   * @param fraction the part that was pruned
   * @param pruned number of units that were pruned
   * @param all share of all examples that it classifies right
   * @param explainedClass of those of the explained class; null where there are none
   * @param others of all others; null where there are none
   */
  public record Entry(
      String ranking,
      double fraction,
      int pruned,
      double all,
      @Nullable Double explainedClass,
      @Nullable Double others) {}

  /** {@return the entries as a table} */
  public Table table() {
    return Table.EMPTY
        .words("ranking")
        .numbers("fraction", "pruned", "all", "explained_class", "others")
        .filled(
            entries,
            e -> Table.row(e.ranking, e.fraction, e.pruned, e.all, e.explainedClass, e.others));
  }
}
