package org.conductance4j.report;

import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.ChartLine;
import org.conductance4j.report.Chart.Axis;
import org.conductance4j.report.Chart.Line;
import org.conductance4j.report.Chart.Spot;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Lines over two logarithmic axes; what is too small to be known lies on grey. */
final class ChartFigure {

  private static final int WIDTH = 2080;
  private static final int HEIGHT = 1100;
  private static final int KEY = 104;
  private static final double LETTERS = 36;

  private ChartFigure() {}

  static Figure of(ReportPart.ChartPart part) {
    List<Line> lines = part.lines().stream().map(ChartFigure::line).toList();
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, KEY + HEIGHT)) {
      List<LineKey.Entry> entries =
          lines.stream()
              .map(one -> new LineKey.Entry(one.name(), one.colour(), one.thickness(), false))
              .toList();
      new LineKey(WIDTH, entries).paint(canvas, 26, 40);
      Chart chart = chart(part, lines);
      paintUnknown(canvas, chart, part);
      chart.paint(canvas, lines);
      return Figure.of(part.heading(), canvas.png());
    }
  }

  private static Line line(ChartLine of) {
    List<Spot> spots =
        IntStream.range(0, of.x().size())
            .mapToObj(k -> new Spot(of.x().get(k), of.y().get(k)))
            .toList();
    return new Line(of.name(), new Color(of.colour()), of.thickness(), of.radius(), spots);
  }

  private static void paintUnknown(FigureCanvas canvas, Chart chart, ReportPart.ChartPart part) {
    double top = chart.vertical(part.known());
    if (top < chart.floor() - LETTERS) {
      double left = Chart.LEFT;
      double width = WIDTH - Chart.LEFT - Chart.RIGHT;
      canvas.rectangle(left, top, width, chart.floor() - top, Palette.GRID);
      canvas.text(part.below(), left + 16, top + 30, Align.LEFT, Lettering.NOTE);
    }
  }

  private static Chart chart(ReportPart.ChartPart part, List<Line> lines) {
    List<Spot> all = lines.stream().flatMap(line -> line.spots().stream()).toList();
    double left = all.stream().mapToDouble(Spot::x).min().orElse(1);
    double right = all.stream().mapToDouble(Spot::x).max().orElse(10);
    double low = all.stream().mapToDouble(Spot::y).min().orElse(1e-4);
    double high = all.stream().mapToDouble(Spot::y).max().orElse(1);
    return new Chart(
        0,
        KEY,
        WIDTH,
        HEIGHT,
        new Axis(part.across(), left / 1.2, right * 1.2, true),
        new Axis(part.up(), low / 1.5, high * 1.5, true));
  }
}
