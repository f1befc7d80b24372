package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.result.ReportPart.CurvesPart;
import org.conductance4j.experiment.result.ReportPart.DashedCurves;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.report.Plot.Line;
import org.conductance4j.report.Plot.Point;
import org.conductance4j.report.Plot.Range;

/** Score, and contributions inside and outside the region, over the pruned fraction. */
final class CurveFigure {

  private static final int PANEL = 690;
  private static final int HEIGHT = 640;

  private final ReportModel findings;
  private final String id;
  private final String title;
  private final List<Curve> curves;
  private final List<Double> fractions;
  private final List<DashedCurves> dashed;

  private CurveFigure(
      ReportModel findings,
      String id,
      String title,
      List<CurvePoint> points,
      List<DashedCurves> dashed) {
    this.findings = findings;
    this.id = id;
    this.title = title;
    this.curves = Curve.of(points);
    this.fractions = points.stream().map(CurvePoint::fraction).distinct().sorted().toList();
    this.dashed = dashed;
  }

  /** The curves of the run's own layer. */
  static Figure of(ReportModel findings) {
    List<DashedCurves> dashed =
        findings.parts().stream()
            .filter(DashedCurves.class::isInstance)
            .map(DashedCurves.class::cast)
            .toList();
    List<CurvePoint> points = findings.metrics().curves();
    return new CurveFigure(findings, "curves", "What pruning does", points, dashed).draw();
  }

  static Figure of(ReportModel findings, CurvesPart part) {
    return new CurveFigure(findings, part.id(), part.title(), part.points(), List.of()).draw();
  }

  private Figure draw() {
    List<Line> score = lines(CurvePoint::score);
    List<Line> first =
        new ArrayList<>(
            dashed(
                findings.hasRegion() ? PublishedCurves.Curve::inside : PublishedCurves.Curve::all));
    first.addAll(lines(findings.hasRegion() ? CurvePoint::inside : CurvePoint::all));
    List<Line> second = new ArrayList<>();
    if (findings.hasRegion()) {
      second.addAll(dashed(PublishedCurves.Curve::outside));
      second.addAll(lines(CurvePoint::outside));
    }
    List<Line> sums = new ArrayList<>(first);
    sums.addAll(second);
    int panels = findings.hasRegion() ? 3 : 2;
    LineKey key = key(panels * PANEL, score);
    int top = key.height();
    try (FigureCanvas canvas = new FigureCanvas(panels * PANEL, top + HEIGHT)) {
      key.paint(canvas);
      String explained = Wording.capital(findings.scoreWord()) + " of " + findings.className();
      plot(0, top, scoreRange(score)).paint(canvas, explained, fractions, score);
      Range range = Range.of(sums);
      String region = findings.regionWord();
      String sumTitle =
          findings.hasRegion() ? "Contribution of the " + region : "Sum of contributions";
      plot(1, top, range).paint(canvas, sumTitle, fractions, first);
      if (findings.hasRegion()) {
        plot(2, top, range).paint(canvas, "Contribution of the rest", fractions, second);
      }
      return figure(canvas.png());
    }
  }

  private Figure figure(Png png) {
    String what =
        findings.hasRegion()
            ? "The %s and the contributions of the %s and of the rest"
                .formatted(findings.scoreWord(), findings.regionWord())
            : "The " + findings.scoreWord() + " and the sum of contributions";
    String axis = " as more and more of the highest-ranked neurons are pruned";
    String band =
        curves.stream().anyMatch(c -> c.isRandom() && c.seeds() > 1)
            ? "; the grey band spans all random draws"
            : "";
    return new Figure(
        id,
        title,
        what
            + axis
            + band
            + " (small fractions are drawn wider)."
            + String.join("", dashed.stream().map(DashedCurves::caption).toList()),
        what + axis + "; the numbers stand in the table below.",
        png);
  }

  private Plot plot(int panel, int top, Range range) {
    return new Plot(panel * PANEL, top, PANEL, HEIGHT, range, fractions);
  }

  private Range scoreRange(List<Line> lines) {
    Range range = Range.of(lines);
    boolean probability = findings.metrics().objective().kind().equals("probability");
    return probability ? new Range(0, 1.04) : range;
  }

  private LineKey key(int width, List<Line> lines) {
    List<LineKey.Entry> entries = new ArrayList<>();
    lines.forEach(line -> entries.add(new LineKey.Entry(line.name(), line.colour(), 5, false)));
    dashed.forEach(one -> entries.add(new LineKey.Entry(one.key(), Palette.MUTED, 3, true)));
    return new LineKey(width, entries);
  }

  /** Dashed curves of the run's own rankings, in their colours, as far as the run goes. */
  private List<Line> dashed(Function<PublishedCurves.Curve, List<Double>> values) {
    double last = fractions.isEmpty() ? 0 : fractions.get(fractions.size() - 1);
    List<Line> lines = new ArrayList<>();
    for (DashedCurves part : dashed) {
      for (PublishedCurves.Curve curve : part.curves().curves()) {
        Optional<Curve> ours =
            curves.stream().filter(own -> own.id().equals(curve.ranking())).findFirst();
        if (ours.isPresent()) {
          List<Point> points = new ArrayList<>();
          for (int k = 0; k < values.apply(curve).size(); k++) {
            double fraction = part.curves().fractions().get(k);
            double value = values.apply(curve).get(k);
            if (fraction <= last) {
              points.add(new Point(fraction, value, value, value));
            }
          }
          lines.add(new Line("", ours.get().colour(0), true, points));
        }
      }
    }
    return lines;
  }

  /** Random first, so that it lies underneath. */
  private List<Line> lines(ToDoubleFunction<CurvePoint> value) {
    List<Line> lines = new ArrayList<>();
    int others = 0;
    for (Curve curve : curves) {
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
}
