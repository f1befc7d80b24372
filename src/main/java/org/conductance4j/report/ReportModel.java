package org.conductance4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.LayerCurves;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.pruning.CurvePoint;
import org.jspecify.annotations.Nullable;

/** A result looked at the way the report tells it: curves by ranking, the names of things. */
final class ReportModel {

  /** The fraction at which the summary looks first, where the study has it. */
  private static final double TELLING_FRACTION = 0.01;

  private final ExperimentResult result;
  private final List<Curve> curves;
  private final Numbers numbers;
  private @Nullable Plane edges;

  ReportModel(ExperimentResult result) {
    this.result = result;
    this.curves = curvesOf(result.metrics().curves());
    this.numbers = numbersFor(result.metrics().objective());
  }

  ExperimentResult result() {
    return result;
  }

  Metrics metrics() {
    return result.metrics();
  }

  /** The same study at other layers; without published curves, which belong to its own. */
  ReportModel at(LayerCurves there) {
    FigureOptions own = result.figures();
    FigureOptions figures = new FigureOptions(own.background(), own.fractions(), null, own.pages());
    return new ReportModel(
        new ExperimentResult(
            result.metrics().at(there),
            result.provenance(),
            result.picture(),
            result.closeUp(),
            result.region(),
            result.parts(),
            result.inputAttribution(),
            List.of(),
            List.of(),
            figures,
            result.replication(),
            result.path(),
            List.of(),
            List.of()));
  }

  /** The edges of the picture, which it has, as all figures show them. */
  synchronized Plane edges() {
    Plane drawn = edges;
    if (drawn == null) {
      drawn = MapBackground.edges(result);
      edges = drawn;
    }
    return drawn;
  }

  /** One curve for each ranking; the seeds of random make one together. */
  List<Curve> curves() {
    return curves;
  }

  Optional<Curve> curve(String id) {
    return curves.stream().filter(c -> c.id().equals(id)).findFirst();
  }

  /** How scores and their sums are written. */
  Numbers numbers() {
    return numbers;
  }

  /** F(x) − F(x′): what there is to explain. */
  double toExplain() {
    return metrics().objective().atInput() - metrics().objective().atBaseline();
  }

  boolean hasRegion() {
    return metrics().region().pixels() > 0;
  }

  /** Whether the region is a full rectangle, so that it may be called a box. */
  private boolean isBox() {
    return result.region().map(r -> RegionOutline.of(r).isRectangle()).orElse(false);
  }

  /** The word for the region: {@code box} or {@code region}. */
  String regionWord() {
    return isBox() ? "box" : "region";
  }

  /** Share of the picture that the region covers; 0 for input without rows and columns. */
  double regionArea() {
    return result.region().map(r -> r.sum() / r.length()).orElse(0.0);
  }

  /** The kind of score in words, such as {@code probability}. */
  String scoreWord() {
    return metrics().objective().kind().replace('-', ' ');
  }

  /**
   * What was explained, in quotation marks, such as {@code ‘traffic light’}; of a margin both
   * classes.
   */
  String className() {
    Metrics.Objective objective = metrics().objective();
    String label = objective.label();
    if (label != null && !label.isBlank()) {
      return "‘" + label + "’";
    }
    String name = "class " + objective.classIndex();
    Integer other = objective.otherClass();
    return other == null ? name : name + " over class " + other;
  }

  /** All fractions of all curves, ascending. */
  List<Double> fractions() {
    TreeSet<Double> all = new TreeSet<>();
    curves.forEach(c -> c.byFraction().keySet().forEach(all::add));
    return List.copyOf(all);
  }

  /** The fraction that the summary tells of: 1 %, or the one nearest to it by ratio. */
  Optional<Double> tellingFraction() {
    return fractions().stream()
        .filter(f -> f > 0)
        .reduce((a, b) -> distance(a) <= distance(b) ? a : b);
  }

  private static double distance(double fraction) {
    return Math.abs(Math.log(fraction / TELLING_FRACTION));
  }

  private static Numbers numbersFor(Metrics.Objective objective) {
    double difference = objective.atInput() - objective.atBaseline();
    if (objective.kind().equals("probability") && Math.abs(difference) >= 0.05) {
      return Numbers.withDecimals(3);
    }
    return Numbers.ofScale(
        Math.max(Math.abs(objective.atInput()), Math.abs(objective.atBaseline())));
  }

  private static List<Curve> curvesOf(List<CurvePoint> points) {
    Map<String, Map<Double, List<CurvePoint>>> byId = new LinkedHashMap<>();
    for (CurvePoint point : points) {
      byId.computeIfAbsent(Curve.idOf(point.ranking()), id -> new LinkedHashMap<>())
          .computeIfAbsent(point.fraction(), f -> new ArrayList<>())
          .add(point);
    }
    List<Curve> curves = new ArrayList<>();
    byId.forEach((id, byFraction) -> curves.add(new Curve(id, byFraction)));
    return List.copyOf(curves);
  }
}
