package org.conductance4j.report;

import java.util.List;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.InputMap;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Maps of the input, side by side on one colour scale, with bars beneath them. */
final class MapsFigure {

  private static final int GAP = 44;
  private static final int LINE = 34;
  private static final int HEAD = 52;

  static final int MOST_COLUMNS = 4;

  private MapsFigure() {}

  /** Draws maps in as few rows as there can be, filled evenly. */
  static Figure of(ReportModel findings, ReportPart.MapsPart part) {
    int count = part.maps().size();
    int rows = (count + MOST_COLUMNS - 1) / MOST_COLUMNS;
    return of(findings, part, (count + rows - 1) / rows);
  }

  static Figure of(ReportModel findings, ReportPart.MapsPart part, int columns) {
    List<InputMap> all = part.maps();
    MapPanel panel = new MapPanel(findings);
    List<Plane> planes = all.stream().map(one -> findings.plane(one.map())).toList();
    HeatScale scale = HeatScale.of(planes);
    int rows = (all.size() + columns - 1) / columns;
    int head = HEAD + LINE * all.get(0).notes().size();
    SumBars bars =
        new SumBars(all.stream().map(InputMap::sums).toList(), findings.numbers(), panel.width());
    int cellWidth = panel.width() + GAP;
    int cellHeight = head + panel.height() + bars.height() + GAP;
    int width = columns * cellWidth - GAP;
    try (FigureCanvas canvas = new FigureCanvas(width, rows * cellHeight + ColourBar.HEIGHT)) {
      for (int i = 0; i < all.size(); i++) {
        int x = i % columns * cellWidth;
        int y = i / columns * cellHeight;
        double line = y + FigureCanvas.TITLE + 4;
        canvas.text(all.get(i).title(), x, line, Align.LEFT, Lettering.HEAD);
        for (String note : all.get(i).notes()) {
          line += LINE;
          canvas.text(note, x, line, Align.LEFT, Lettering.NOTE);
        }
        panel.paint(canvas, x, y + head, planes.get(i), scale);
        bars.paint(canvas, x, y + head + panel.height(), all.get(i).sums());
      }
      int bar = Math.min(width, 1000);
      String meaning = "contribution of one pixel (its colours added up); " + HeatScale.beyond();
      ColourBar.paint(canvas, (width - bar) / 2, rows * cellHeight, bar, scale, meaning);
      return Figure.of(part.heading(), canvas.png());
    }
  }
}
