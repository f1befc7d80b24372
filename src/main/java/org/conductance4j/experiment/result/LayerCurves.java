package org.conductance4j.experiment.result;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.Table;
import org.conductance4j.pruning.CurvePoint;

/**
 * What pruning neurons of other layers than the study's own does.
 *
 * @param layers names, in the network's order; several where their neurons were ranked together
 * @param neurons number of neurons of all of them
 * @param curves one point for each ranking and fraction, fraction 0 included
 */
public record LayerCurves(List<String> layers, long neurons, List<CurvePoint> curves) {

  /**
   * The layers in one word.
   *
   * @return the names, joined by a plus sign
   */
  public String name() {
    return String.join(" + ", layers);
  }

  /**
   * {@return all of them as a table}
   *
   * @param all in the order of the rows
   */
  public static Table table(List<LayerCurves> all) {
    List<List<Object>> rows = new ArrayList<>();
    for (LayerCurves one : all) {
      one.curves.forEach(point -> rows.add(Table.row(one.name(), CurveTable.row(point))));
    }
    return CurveTable.columns(Table.EMPTY.names("layers").words("ranking"))
        .filled(rows, row -> row);
  }
}
