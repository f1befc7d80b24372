package org.conductance4j.report;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.experiment.window.WindowMetrics;
import org.conductance4j.experiment.window.WindowMetrics.Interval;
import org.conductance4j.experiment.window.WindowMetrics.Point;
import org.conductance4j.experiment.window.WindowResult;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;
import org.conductance4j.report.Plot.Line;
import org.conductance4j.report.Plot.Range;

/** The figures of a study of windows. */
final class WindowFigures {

  private static final int PANEL = 690;
  private static final int HEIGHT = 560;
  private static final int ACROSS = 3;
  private static final int MEANS_ACROSS = 5;
  private static final int PICTURE = 392;

  private final WindowResult result;
  private final WindowMetrics metrics;

  WindowFigures(WindowResult result) {
    this.result = result;
    this.metrics = result.metrics();
  }

  List<Figure> all() {
    return List.of(windows(), contributions(), scores());
  }

  private Figure windows() {
    int classes = result.meanPictures().size();
    int rows = (classes + MEANS_ACROSS - 1) / MEANS_ACROSS;
    int cell = PICTURE + 24;
    try (FigureCanvas canvas = new FigureCanvas(MEANS_ACROSS * cell, rows * (cell + 30))) {
      for (int c = 0; c < classes; c++) {
        int x = c % MEANS_ACROSS * cell;
        int y = c / MEANS_ACROSS * (cell + 30);
        canvas.text(metrics.classes().get(c), x, y + 26, Align.LEFT, Lettering.TEXT);
        paintMean(canvas, result.meanPictures().get(c), x, y + 40);
      }
      return new Figure(
          "windows",
          "The windows",
          "The mean training picture of each class, with the windows that the study looks at.",
          "Mean pictures of all classes with the outlines of the windows.",
          canvas.png());
    }
  }

  private void paintMean(FigureCanvas canvas, Tensor mean, int x, int y) {
    int[] shape = mean.shape();
    int factor = Math.max(1, PICTURE / Math.max(shape[1], shape[2]));
    double[] values = mean.toArray();
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    int plane = shape[1] * shape[2];
    for (int i = 0; i < plane; i++) {
      int colour = 0;
      for (int channel = 0; channel < 3; channel++) {
        double value = values[Math.min(channel, shape[0] - 1) * plane + i];
        double level = high > low ? (value - low) / (high - low) : 0;
        colour = colour << 8 | (int) Math.round(255 * level);
      }
      int row = i / shape[2];
      int column = i % shape[2];
      double px = x + (double) column * factor;
      double py = y + (double) row * factor;
      canvas.fill(new Rectangle2D.Double(px, py, factor, factor), new Color(colour));
    }
    for (Tensor window : result.windows()) {
      RegionOutline.of(window).paint(canvas, x, y, factor);
    }
  }

  private Figure contributions() {
    List<List<Line>> panels = new ArrayList<>();
    List<Line> every = new ArrayList<>();
    for (WindowMetrics.Window window : metrics.windows()) {
      List<Line> lines = new ArrayList<>();
      for (String ranking : rankings()) {
        lines.add(line(window.name(), ranking, Point::inside, window.inside()));
      }
      panels.add(lines);
      every.addAll(lines);
    }
    Range range = Range.of(every);
    int rows = (panels.size() + ACROSS - 1) / ACROSS;
    int across = Math.min(ACROSS, panels.size());
    LineKey key = key(across * PANEL);
    int top = key.height();
    try (FigureCanvas canvas = new FigureCanvas(across * PANEL, top + rows * HEIGHT)) {
      key.paint(canvas);
      for (int w = 0; w < panels.size(); w++) {
        String title = "Contribution of ‘" + metrics.windows().get(w).name() + "’";
        int x = w % ACROSS * PANEL;
        paint(canvas, x, top + w / ACROSS * HEIGHT, title, range, panels.get(w));
      }
      return new Figure(
          "contributions",
          "What pruning does to each window’s contribution",
          "Mean contribution of each window to its picture’s own class, as more and more of the"
              + " highest-ranked neurons are pruned; upright lines are intervals of "
              + Numbers.percent(metrics.pictures().confidence())
              + ".",
          "A panel for each window; the numbers stand in the table below.",
          canvas.png());
    }
  }

  private Figure scores() {
    LineKey key = key(ACROSS * PANEL);
    int top = key.height();
    try (FigureCanvas canvas = new FigureCanvas(ACROSS * PANEL, top + HEIGHT)) {
      key.paint(canvas);
      Range range = new Range(0, 1.04);
      String kind = metrics.objective().replace('-', ' ');
      List<Line> score = lines(Point::score, metrics.before().score());
      Range scores = metrics.objective().equals("probability") ? range : Range.of(score);
      paint(canvas, 0, top, "Mean " + kind + " of the class", scores, score);
      Interval right = metrics.before().accuracy();
      paint(canvas, PANEL, top, "Right, of the class", range, lines(Point::accuracy, right));
      List<Line> others = lines(Point::accuracyOthers, right);
      paint(canvas, 2 * PANEL, top, "Right, of other classes", range, others);
      return new Figure(
          "scores",
          "What pruning does to the answers",
          "The score of the class for which was pruned, the share of its pictures that are"
              + " classified right, and that of all other pictures. Pruning by regional conductance"
              + " has a curve for each window.",
          "Three panels; the numbers stand in the table below.",
          canvas.png());
    }
  }

  /** One curve a window for regional conductance, one for each control. */
  private List<Line> lines(Function<Point, Interval> value, Interval before) {
    List<Line> lines = new ArrayList<>();
    String first = metrics.windows().get(0).name();
    for (String ranking : rankings()) {
      boolean regional = ranking.equals(Curve.REGIONAL);
      for (WindowMetrics.Window window : metrics.windows()) {
        if (regional || window.name().equals(first)) {
          lines.add(line(window.name(), ranking, value, before));
        }
      }
    }
    return lines;
  }

  /** Random first, so that it lies underneath. */
  private static List<String> rankings() {
    return List.of(Curve.RANDOM, Curve.CONDUCTANCE, Curve.REGIONAL);
  }

  private Line line(
      String window, String ranking, Function<Point, Interval> value, Interval before) {
    List<Plot.Point> points = new ArrayList<>();
    points.add(new Plot.Point(0, before.low(), before.value(), before.high()));
    for (Point point : metrics.curves()) {
      if (point.classLabel().equals(WindowMetrics.ALL)
          && point.window().equals(window)
          && point.ranking().equals(ranking)) {
        Interval at = value.apply(point);
        points.add(new Plot.Point(point.fraction(), at.low(), at.value(), at.high()));
      }
    }
    return new Line(key(ranking), colour(ranking), false, points);
  }

  private void paint(
      FigureCanvas canvas, int x, int y, String title, Range range, List<Line> lines) {
    List<Double> fractions = lines.get(0).points().stream().map(Plot.Point::fraction).toList();
    Plot plot = new Plot(x, y, PANEL, HEIGHT, range, fractions);
    plot.paint(canvas, title, fractions, lines.stream().map(WindowFigures::withoutBand).toList());
    lines.forEach(line -> plot.whiskers(canvas, line));
  }

  private static Line withoutBand(Line line) {
    return new Line(
        line.name(),
        line.colour(),
        line.dashed(),
        line.points().stream()
            .map(p -> new Plot.Point(p.fraction(), p.value(), p.value(), p.value()))
            .toList());
  }

  private static LineKey key(int width) {
    return new LineKey(
        width,
        Stream.of(Curve.REGIONAL, Curve.CONDUCTANCE, Curve.RANDOM)
            .map(ranking -> new LineKey.Entry(key(ranking), colour(ranking), 5, false))
            .toList());
  }

  private static String key(String ranking) {
    return ranking.equals(Curve.RANDOM)
        ? "pruned at random"
        : "pruned by " + Wording.nameOf(ranking);
  }

  private static Color colour(String ranking) {
    return switch (ranking) {
      case Curve.RANDOM -> Palette.RANDOM;
      case Curve.REGIONAL -> Palette.REGIONAL;
      default -> Palette.CONDUCTANCE;
    };
  }
}
