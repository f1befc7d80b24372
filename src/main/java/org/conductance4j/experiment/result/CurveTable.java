package org.conductance4j.experiment.result;

import java.util.List;
import org.conductance4j.array.Table;
import org.conductance4j.pruning.CurvePoint;

/** Points of curves as rows of a table. */
final class CurveTable {

  private static final String[] NUMBERS = {
    "fraction", "pruned", "score", "inside", "outside", "all"
  };

  private CurveTable() {}

  /** {@return one row a point} */
  static Table of(List<CurvePoint> points) {
    return columns(Table.EMPTY.words("ranking")).filled(points, CurveTable::row);
  }

  static Table columns(Table first) {
    return first.numbers(NUMBERS);
  }

  static List<Object> row(CurvePoint p) {
    return Table.row(
        p.ranking(), p.fraction(), p.pruned(), p.score(), p.inside(), p.outside(), p.all());
  }
}
