package org.conductance4j.experiment.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of a result that has a file of its own.
 *
 * @param file its name in the result folder
 * @param csv its lines, the header first; a cell in quotation marks may hold commas
 */
public record ResultTable(String file, String csv) {

  /**
   * The lines below the header.
   *
   * @return one map a line, from the name of a column to the cell's text, in the table's order
   */
  public List<Map<String, String>> lines() {
    List<List<String>> all = csv.lines().map(ResultTable::cells).toList();
    List<Map<String, String>> lines = new ArrayList<>();
    for (List<String> cells : all.subList(Math.min(1, all.size()), all.size())) {
      Map<String, String> line = new LinkedHashMap<>();
      for (int column = 0; column < cells.size(); column++) {
        line.put(all.get(0).get(column), cells.get(column));
      }
      lines.add(line);
    }
    return List.copyOf(lines);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
