package org.conductance4j.experiment.result;

import java.util.List;
import org.conductance4j.array.Table;
import org.conductance4j.array.Tensor;

/**
 * The same explanation from several baselines.
 *
 * @param entries in the order of the config
 */
public record BaselineComparison(List<Entry> entries) {

  /**
   * The explanation from one baseline.
   *
   * @param baseline what the config calls it
   * @param atBaseline F(x′)
   * @param all sum of the map: F(x) − F(x′)
   * @param inside its part over the region
   * @param outside its part over the rest
   * @param completeness residual of Σ_i IG_i = F(x) − F(x′), as a share of |F(x) − F(x′)|
   * @param nodes number of path nodes
   * @param map integrated gradients of the input, the input's shape
   */
  public record Entry(
      String baseline,
      double atBaseline,
      double all,
      double inside,
      double outside,
      double completeness,
      int nodes,
      Tensor map) {}

  /** {@return the numbers as a table} */
  public Table table() {
    return Table.EMPTY
        .names("baseline")
        .numbers("at_baseline", "all", "inside", "outside", "completeness", "nodes")
        .filled(
            entries,
            entry ->
                Table.row(
                    entry.baseline(),
                    entry.atBaseline(),
                    entry.all(),
                    entry.inside(),
                    entry.outside(),
                    entry.completeness(),
                    entry.nodes()));
  }
}
