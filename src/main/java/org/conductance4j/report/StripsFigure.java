package org.conductance4j.report;

import java.awt.Color;
import java.util.List;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.Strip;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Values as dots, one strip a condition, with its threshold. */
final class StripsFigure {

  private static final int WIDTH = 2080;
  private static final int STRIP = 122;
  private static final int NAMES = 640;
  private static final int COUNTS = 210;
  private static final double RADIUS = 9;
  private static final Color HOLDS = Palette.REGIONAL;
  private static final Color FAILS = Palette.CONDUCTANCE;

  private StripsFigure() {}

  static Figure of(ReportPart.StripsPart part) {
    List<Strip> strips = part.strips();
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, strips.size() * STRIP + 10)) {
      for (int i = 0; i < strips.size(); i++) {
        paint(canvas, i * STRIP, strips.get(i));
      }
      return Figure.of(part.heading(), canvas.png());
    }
  }

  private static void paint(FigureCanvas canvas, int y, Strip strip) {
    double low = Math.min(0, strip.threshold());
    double high = Math.max(1, strip.threshold());
    for (double value : strip.values()) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double unit = (WIDTH - NAMES - COUNTS - 40) / (high - low);
    double axis = y + 62;
    canvas.text(strip.name(), 0, y + 48, Align.LEFT, Lettering.TEXT);
    canvas.text("wanted: " + strip.wanted(), 0, y + 82, Align.LEFT, Lettering.NOTE);
    canvas.line(NAMES, axis, WIDTH - COUNTS - 40, axis, Palette.GRID, 2);
    for (double mark : new double[] {0, 1}) {
      tick(canvas, NAMES + (mark - low) * unit, axis, mark);
    }
    double limit = NAMES + (strip.threshold() - low) * unit;
    canvas.line(limit, y + 24, limit, y + 100, Palette.TEXT, 3);
    for (int i = 0; i < strip.values().size(); i++) {
      double x = NAMES + (strip.values().get(i) - low) * unit;
      double shift = (i % 5 - 2) * 11.0;
      Color colour = strip.holds().get(i) ? HOLDS : FAILS;
      canvas.dot(x, axis + shift, RADIUS, colour);
    }
    canvas.text(strip.count(), WIDTH, y + 70, Align.RIGHT, Lettering.HEAD);
  }

  private static void tick(FigureCanvas canvas, double x, double axis, double mark) {
    canvas.line(x, axis - 30, x, axis + 30, Palette.RULE, 1.5);
    canvas.text(Numbers.withDecimals(0).plain(mark), x, axis + 54, Align.CENTRE, Lettering.NOTE);
  }
}
