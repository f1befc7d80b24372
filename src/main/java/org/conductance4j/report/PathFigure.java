package org.conductance4j.report;

import java.util.List;
import java.util.Locale;
import org.conductance4j.experiment.config.FigureOptions.Background;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.PathTrace;
import org.conductance4j.experiment.result.PathTrace.Frame;
import org.conductance4j.experiment.result.PathTrace.Place;
import org.conductance4j.report.Chart.Axis;
import org.conductance4j.report.Chart.Spot;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/**
 * The score along the path with the nodes marked, and beneath it the pictures that the network saw
 * there (after Sundararajan, Taly and Yan 2017).
 */
final class PathFigure {

  private static final int WIDTH = 2080;
  private static final int CHART = 640;
  private static final int MARK = 22;
  private static final int GAP = 12;
  private static final int LINK = 24;
  private static final int NAME = 40;

  private PathFigure() {}

  static Figure of(ReportModel findings, PathTrace trace) {
    int frames = trace.frames().size();
    double cell = frames == 0 ? 0 : (WIDTH + GAP) / (double) frames - GAP;
    double ratio =
        frames == 0
            ? 0
            : trace.frames().get(0).picture().size(1)
                / (double) trace.frames().get(0).picture().size(2);
    int strip = frames == 0 ? 0 : (int) Math.ceil(LINK + cell * ratio + NAME);
    boolean edges = findings.result().figures().background() == Background.EDGES;
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, CHART + strip)) {
      Chart chart = chart(findings, trace);
      for (int k = 0; k < frames; k++) {
        Frame frame = trace.frames().get(k);
        double left = k * (cell + GAP);
        double at = chart.horizontal(frame.alpha());
        canvas.line(at, chart.floor(), left + cell / 2, CHART + LINK - 4, Palette.GRID, 3);
        paintFrame(canvas, frame, left, CHART + LINK, cell, edges);
      }
      paintCurve(canvas, chart, trace.places());
      return figure(findings, trace, edges, canvas.png());
    }
  }

  private static Figure figure(ReportModel findings, PathTrace trace, boolean edges, Png png) {
    long nodes = trace.places().stream().filter(place -> place.weight() != 0).count();
    String curve =
        ("The %s of %s on the way from the baseline (α = 0) to the input (α = 1); the marks"
                + " on the axis are the %s points at which gradients were taken")
            .formatted(findings.scoreWord(), findings.className(), Numbers.count(nodes));
    String frames =
        trace.frames().isEmpty()
            ? ""
            : "; beneath, " + (edges ? "the edges of " : "") + "what the network saw";
    return new Figure(
        "path", "The way from baseline to input", curve + frames + ".", curve + frames + ".", png);
  }

  private static Chart chart(ReportModel findings, PathTrace trace) {
    double low = trace.places().stream().mapToDouble(Place::score).min().orElse(0);
    double high = trace.places().stream().mapToDouble(Place::score).max().orElse(1);
    boolean probability = findings.metrics().objective().kind().equals("probability");
    double room = high > low ? 0.06 * (high - low) : 0.5;
    Axis up =
        probability && high - low > 0.05
            ? new Axis(findings.scoreWord(), 0, 1.04, false)
            : new Axis(findings.scoreWord(), low - room, high + room, false);
    return new Chart(0, 0, WIDTH, CHART, new Axis("α, the part of the way", 0, 1, false), up);
  }

  private static void paintCurve(FigureCanvas canvas, Chart chart, List<Place> places) {
    for (Place place : places) {
      if (place.weight() != 0) {
        double at = chart.horizontal(place.alpha());
        canvas.line(at, chart.floor() - MARK, at, chart.floor(), Palette.CONDUCTANCE, 1.5);
      }
    }
    List<Spot> curve = places.stream().map(p -> new Spot(p.alpha(), p.score())).toList();
    List<Spot> nodes =
        places.stream()
            .filter(place -> place.weight() != 0)
            .map(place -> new Spot(place.alpha(), place.score()))
            .toList();
    chart.paint(
        canvas,
        List.of(
            new Chart.Line("score", Palette.REGIONAL, 4, 0, curve),
            new Chart.Line("nodes", Palette.REGIONAL, 0, 6, nodes)));
  }

  private static void paintFrame(
      FigureCanvas canvas, Frame frame, double x, double y, double width, boolean edges) {
    int rows = frame.picture().size(1);
    int columns = frame.picture().size(2);
    int across = (int) Math.floor(width);
    int down = (int) Math.floor(width * rows / columns);
    Plane drawing = edges ? EdgeDrawing.of(frame.picture(), 1) : Plane.channel(frame.picture(), 0);
    for (int r = 0; r < down; r++) {
      for (int c = 0; c < across; c++) {
        int row = r * rows / down;
        int column = c * columns / across;
        int colour = 0;
        for (int channel = 0; channel < 3; channel++) {
          double level = edges ? drawing.at(row, column) : frame.picture().at(channel, row, column);
          colour = colour << 8 | (int) Math.round(255 * level);
        }
        canvas.pixel((int) x + c, (int) y + r, colour);
      }
    }
    canvas.border((int) x, (int) y, across, down);
    String name = String.format(Locale.ROOT, "α = %.3f", frame.alpha());
    canvas.text(name, x + width / 2, y + down + 32, Align.CENTRE, Lettering.NOTE);
  }
}
