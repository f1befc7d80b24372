package org.conductance4j.axioms;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.Table;
import org.conductance4j.array.Tensor;

/**
 * How far the scores of each method move with the input, from each of some baselines. Every method
 * and baseline sees the same moves.
 *
 * @param radius the most that an element is moved by
 * @param moves what is added to the input, each of its shape
 * @param baselines names of the columns, the config's own baseline first
 * @param rows one a method
 */
public record SensitivityTable(
    double radius, List<Tensor> moves, List<String> baselines, List<Row> rows) {

  /** Keeps copies of the lists. */
  public SensitivityTable {
    moves = List.copyOf(moves);
    baselines = List.copyOf(baselines);
    rows = List.copyOf(rows);
  }

  /**
   * One method.
   *
   * @param method its id
   * @param cells one for each baseline
   */
  public record Row(String method, List<Cell> cells) {
    /** Keeps a copy of the list. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * The largest change that was found: a bound from below.
   *
   * @param change ‖φ(x + move) − φ(x)‖₂ ÷ ‖φ(x)‖₂; the distance itself where φ(x) is 0
   * @param move number of the move that did it, from 0
   */
  public record Cell(double change, int move) {}

  /** {@return a row for each method and baseline} */
  public Table table() {
    List<List<Object>> lines = new ArrayList<>();
    for (Row row : rows) {
      for (int k = 0; k < baselines.size(); k++) {
        Cell cell = row.cells().get(k);
        lines.add(Table.row(row.method(), baselines.get(k), cell.change(), cell.move()));
      }
    }
    return Table.EMPTY
        .words("method")
        .names("baseline")
        .numbers("change", "move")
        .filled(lines, line -> line);
  }
}
