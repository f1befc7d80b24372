package org.conductance4j.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.conductance4j.experiment.result.PathStudy;
import org.conductance4j.experiment.result.PathStudy.Match;
import org.conductance4j.experiment.result.PathStudy.Rule;
import org.conductance4j.report.Chart.Axis;
import org.conductance4j.report.Chart.Line;
import org.conductance4j.report.Chart.Spot;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;

/** Errors of the region's and the rest's sums over what they cost, one curve a rule. */
final class PathErrorFigure {

  private static final int WIDTH = 2080;
  private static final int HEIGHT = 1100;
  private static final int KEY = 104;
  private static final double LEAST = 1e-6;
  private static final double LETTERS = 36;
  private static final Color CLAIMED = new Color(0xf2b28c);

  private static final Map<String, Color> COLOURS =
      Map.of(
          "left",
          new Color(0x56b4e9),
          "right",
          new Color(0x009e73),
          "midpoint",
          new Color(0xe69f00),
          "trapezoid",
          new Color(0xcc79a7),
          "gauss-legendre",
          new Color(0x7b5bb5),
          PathStudy.CAPTUM_TRAPEZOID,
          new Color(0x8c510a),
          PathStudy.UNIFORM,
          Palette.RANDOM,
          "adaptive",
          Palette.CONDUCTANCE);

  private static final Map<String, String> NAMES =
      Map.of(
          "left",
          "left",
          "right",
          "right",
          "midpoint",
          "midpoint",
          "trapezoid",
          "trapezoid",
          "gauss-legendre",
          "Gauss-Legendre",
          PathStudy.CAPTUM_TRAPEZOID,
          "Captum’s trapezoid",
          PathStudy.UNIFORM,
          "uniform, root mean square over all offsets",
          "adaptive",
          "adaptive");

  private PathErrorFigure() {}

  static Figure of(ReportModel findings, PathStudy study) {
    List<Line> lines = new ArrayList<>();
    for (Rule rule : study.rules()) {
      boolean ours = rule.id().equals("adaptive");
      double thickness = ours || rule.id().equals(PathStudy.UNIFORM) ? 6 : 3;
      List<Spot> spots =
          rule.points().stream()
              .map(point -> new Spot(point.passes(), Math.max(LEAST, point.error())))
              .toList();
      Color colour = COLOURS.getOrDefault(rule.id(), Palette.MUTED);
      lines.add(new Line(name(rule), colour, thickness, ours ? 10 : 6, spots));
    }
    claims(study).ifPresent(lines::add);
    try (FigureCanvas canvas = new FigureCanvas(WIDTH, KEY + HEIGHT)) {
      paintKey(canvas, lines);
      Chart chart = chart(lines);
      paintUnknown(canvas, chart, study.truth().bound());
      chart.paint(canvas, lines);
      return new Figure(
          "path-error",
          "What exactness costs",
          caption(findings, study),
          "Error over passes on logarithmic axes, one falling line for each rule; the numbers are"
              + " in path-error.csv.",
          canvas.png());
    }
  }

  /** What the adaptive rule says of its own errors. */
  private static Optional<Line> claims(PathStudy study) {
    List<Spot> spots =
        study.rules().stream()
            .flatMap(rule -> rule.points().stream())
            .filter(point -> point.claimed() != null)
            .map(point -> new Spot(point.passes(), Objects.requireNonNull(point.claimed())))
            .toList();
    return spots.isEmpty()
        ? Optional.empty()
        : Optional.of(new Line("adaptive, what it claims", CLAIMED, 3, 6, spots));
  }

  /** Errors that are smaller than the truth is known to say nothing. */
  private static void paintUnknown(FigureCanvas canvas, Chart chart, double bound) {
    double top = chart.vertical(bound);
    if (top < chart.floor() - LETTERS) {
      double left = Chart.LEFT;
      double width = WIDTH - Chart.LEFT - Chart.RIGHT;
      canvas.rectangle(left, top, width, chart.floor() - top, Palette.GRID);
      canvas.text(
          "smaller than the truth is known to", left + 16, top + 30, Align.LEFT, Lettering.NOTE);
    }
  }

  private static String name(Rule rule) {
    return NAMES.getOrDefault(rule.id(), rule.id());
  }

  private static String caption(ReportModel findings, PathStudy study) {
    String what =
        "The larger error of the contributions of the "
            + findings.regionWord()
            + " and of the rest, as a part of the difference to explain, over forward and reverse"
            + " passes, one of each for a point; the adaptive rule’s scan, forward alone, is"
            + " counted. The truth is taken from "
            + Numbers.count(study.truth().nodes())
            + " points and known to "
            + Numbers.small(study.truth().bound())
            + ".";
    return study.matches().stream()
        .min(Comparator.comparingDouble(Match::tolerance))
        .map(match -> what + " " + match(match))
        .orElse(what);
  }

  private static String match(Match match) {
    return "Asked for "
        + Numbers.small(match.tolerance())
        + ", the adaptive rule took "
        + Numbers.count(match.passes())
        + " passes and claims an error of at most "
        + Numbers.small(match.error())
        + "; uniform points need "
        + (match.atLeast() ? "more than " : "about ")
        + Numbers.count(Math.round(match.uniformPasses()))
        + " until theirs is that small in the mean.";
  }

  private static Chart chart(List<Line> lines) {
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
        new Axis("forward and reverse passes", left / 1.2, right * 1.2, true),
        new Axis("error", low / 1.5, high * 1.5, true));
  }

  private static void paintKey(FigureCanvas canvas, List<Line> lines) {
    double x = 8;
    double y = 26;
    for (Line line : lines) {
      double width = 56 + canvas.width(line.name(), Lettering.TEXT) + 40;
      if (x + width > WIDTH) {
        x = 8;
        y += 44;
      }
      canvas.line(x, y - 8, x + 44, y - 8, line.colour(), line.thickness());
      canvas.text(line.name(), x + 56, y, Align.LEFT, Lettering.TEXT);
      x += width;
    }
  }
}
