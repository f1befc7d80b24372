package org.conductance4j.report;

import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.conductance4j.experiment.result.LayerCurves;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.report.FigureCanvas.Align;
import org.conductance4j.report.FigureCanvas.Lettering;
import org.conductance4j.report.Plot.Line;
import org.conductance4j.report.Plot.Point;
import org.conductance4j.report.Plot.Range;

/** Score, and contributions inside and outside the region, over the pruned fraction. */
final class CurveFigure {

  private static final int PANEL = 690;
  private static final int HEIGHT = 640;
  private static final int KEY = 56;

  private final ReportModel findings;
  private final PublishedLines published;
  private final String id;
  private final String title;

  private CurveFigure(ReportModel findings, String id, String title) {
    this.findings = findings;
    this.published = new PublishedLines(findings);
    this.id = id;
    this.title = title;
  }

  static Figure of(ReportModel findings) {
    return new CurveFigure(findings, "curves", "What pruning does").draw();
  }

  /** The curves of other layers, in the order of the groups; those of the own layer not again. */
  static List<Figure> ofLayers(ReportModel findings) {
    List<LayerCurves> groups = Objects.requireNonNullElse(findings.metrics().layers(), List.of());
    List<String> own = List.of(findings.metrics().layer().name());
    return IntStream.range(0, groups.size())
        .filter(k -> !groups.get(k).layers().equals(own))
        .mapToObj(k -> ofLayer(findings, groups.get(k), k + 1))
        .toList();
  }

  private static Figure ofLayer(ReportModel findings, LayerCurves there, int number) {
    List<String> all = there.layers();
    String names = "‘" + String.join("’, ‘", all) + "’";
    names = names.replaceFirst("’, (‘[^‘]*)$", "’ and $1");
    boolean several = all.size() > 1;
    String where = (several ? "layers " : "layer ") + names + (several ? " together" : "");
    String title = "What pruning " + where + " does (" + Numbers.count(there.neurons());
    return new CurveFigure(findings.at(there), "curves-" + number, title + " neurons)").draw();
  }

  private Figure draw() {
    List<Line> score = lines(CurvePoint::score);
    List<Line> first = new ArrayList<>(published.lines(findings.hasRegion()));
    first.addAll(lines(findings.hasRegion() ? CurvePoint::inside : CurvePoint::all));
    List<Line> second = new ArrayList<>();
    if (findings.hasRegion()) {
      second.addAll(published.linesOfRest());
      second.addAll(lines(CurvePoint::outside));
    }
    List<Line> sums = new ArrayList<>(first);
    sums.addAll(second);
    int panels = findings.hasRegion() ? 3 : 2;
    try (FigureCanvas canvas = new FigureCanvas(panels * PANEL, KEY + HEIGHT)) {
      paintKey(canvas, score);
      String kind = findings.scoreWord();
      paint(canvas, 0, capital(kind) + " of " + findings.className(), scoreRange(score), score);
      Range range = Range.of(sums);
      String region = findings.regionWord();
      String title =
          findings.hasRegion() ? "Contribution of the " + region : "Sum of contributions";
      paint(canvas, 1, title, range, first);
      if (findings.hasRegion()) {
        paint(canvas, 2, "Contribution of the rest", range, second);
      }
      return figure(canvas.png());
    }
  }

  private Figure figure(Png png) {
    String what =
        findings.hasRegion()
            ? "The "
                + findings.scoreWord()
                + " and the contributions of the "
                + findings.regionWord()
                + " and of the rest"
            : "The " + findings.scoreWord() + " and the sum of contributions";
    String axis = " as more and more of the highest-ranked neurons are pruned";
    String band =
        findings.curve(Curve.RANDOM).filter(c -> c.seeds() > 1).isPresent()
            ? "; the grey band spans all random draws"
            : "";
    return new Figure(
        id,
        title,
        what + axis + band + " (small fractions are drawn wider)." + published.caption(),
        what + axis + "; the numbers stand in the table below.",
        png);
  }

  private void paint(FigureCanvas canvas, int panel, String title, Range range, List<Line> lines) {
    List<Double> fractions = findings.fractions();
    new Plot(panel * PANEL, KEY, PANEL, HEIGHT, range, fractions)
        .paint(canvas, title, fractions, lines);
  }

  private Range scoreRange(List<Line> lines) {
    Range range = Range.of(lines);
    boolean probability = findings.metrics().objective().kind().equals("probability");
    return probability ? new Range(0, 1.04) : range;
  }

  private void paintKey(FigureCanvas canvas, List<Line> lines) {
    double x = 8;
    for (Line line : lines) {
      canvas.line(x, 24, x + 44, 24, line.colour(), 5);
      canvas.text(line.name(), x + 56, 32, Align.LEFT, Lettering.TEXT);
      x += 56 + canvas.width(line.name(), Lettering.TEXT) + 48;
    }
    if (published.any()) {
      canvas.stroke(new Line2D.Double(x, 24, x + 44, 24), Palette.MUTED, 3, true);
      canvas.text(published.key(), x + 56, 32, Align.LEFT, Lettering.TEXT);
    }
  }

  /** Random first, so that it lies underneath. */
  private List<Line> lines(ToDoubleFunction<CurvePoint> value) {
    List<Line> lines = new ArrayList<>();
    int others = 0;
    for (Curve curve : findings.curves()) {
      Line line = new Line(key(curve), curve.colour(others), false, points(curve, value));
      boolean own = List.of(Curve.REGIONAL, Curve.CONDUCTANCE, Curve.RANDOM).contains(curve.id());
      others += own ? 0 : 1;
      lines.add(curve.isRandom() ? 0 : lines.size(), line);
    }
    return lines;
  }

  private static List<Point> points(Curve curve, ToDoubleFunction<CurvePoint> value) {
    List<Point> points = new ArrayList<>();
    curve
        .byFraction()
        .forEach(
            (fraction, at) -> {
              Curve.Spread spread = Curve.spread(at, value);
              points.add(new Point(fraction, spread.low(), spread.mean(), spread.high()));
            });
    return points;
  }

  private static String key(Curve curve) {
    if (curve.isRandom()) {
      return curve.seeds() > 1
          ? "pruned at random (mean and span of " + curve.seeds() + " draws)"
          : "pruned at random";
    }
    return "pruned by " + curve.name();
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
