package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.util.List;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/**
 * The key of a figure: for each entry a piece of its line, with its name beside it. Entries that do
 * not fit into a line go on in the next.
 */
record LineKey(int width, List<Entry> entries) {

  private static final int MARK = 44;
  private static final int LINE = 44;
  private static final int HEIGHT = 56;
  private static final int LEFT = 8;

  /** An entry whose mark is a piece of its line. */
  record Entry(String name, Color colour, double thickness, boolean dashed) {}

  /** The room that it needs above a figure. */
  int height() {
    try (FigureCanvas measure = new FigureCanvas(1, 1)) {
      return HEIGHT + (int) paint(measure, 0, 48, false);
    }
  }

  void paint(FigureCanvas canvas) {
    paint(canvas, 32, 48);
  }

  void paint(FigureCanvas canvas, double baseline, double gap) {
    paint(canvas, baseline, gap, true);
  }

  /** Goes through the entries; returns the baseline of the last one. */
  private double paint(FigureCanvas canvas, double baseline, double gap, boolean draw) {
    double x = LEFT;
    double y = baseline;
    for (Entry entry : entries) {
      double wide = MARK + 12 + canvas.width(entry.name(), Lettering.TEXT);
      if (x + wide > width && x > LEFT) {
        x = LEFT;
        y += LINE;
      }
      if (draw) {
        Line2D mark = new Line2D.Double(x, y - 8, x + MARK, y - 8);
        canvas.stroke(mark, entry.colour(), entry.thickness(), entry.dashed());
        canvas.text(entry.name(), x + MARK + 12, y, Align.LEFT, Lettering.TEXT);
      }
      x += wide + gap;
    }
    return y;
  }
}
