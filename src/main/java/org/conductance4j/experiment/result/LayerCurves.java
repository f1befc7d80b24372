package org.conductance4j.experiment.result;

import java.util.List;

/**
 * What pruning neurons of other layers than the study's own does.
 *
 * @param layers names, in the network's order; several where their neurons were ranked together
 * @param neurons number of neurons of all of them
 * @param curves one point for each ranking and fraction, fraction 0 included
 */
public record LayerCurves(List<String> layers, long neurons, List<Metrics.CurvePoint> curves) {

  static final String FILE = "layers.csv";

  /** Keeps copies of the lists. */
  public LayerCurves {
    layers = List.copyOf(layers);
    curves = List.copyOf(curves);
  }

  /**
   * The layers in one word.
   *
   * @return the names, joined by a plus sign
   */
  public String name() {
    return String.join(" + ", layers);
  }

  /** All of them as a table; names of layers may hold commas. */
  public static ResultTable table(List<LayerCurves> all) {
    StringBuilder csv =
        new StringBuilder("layers,ranking,fraction,pruned,score,inside,outside,all\n");
    for (LayerCurves one : all) {
      for (Metrics.CurvePoint point : one.curves) {
        csv.append('"').append(one.name().replace("\"", "\"\"")).append('"');
        csv.append(',').append(point.csv()).append('\n');
      }
    }
    return new ResultTable(FILE, csv.toString());
  }
}
