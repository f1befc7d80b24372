package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.report.Plot.Line;
import org.conductance4j.report.Plot.Point;
import org.jspecify.annotations.Nullable;

/** Published curves of the run's own rankings, as dashed lines in their colours. */
final class PublishedLines {

  private final ReportModel findings;
  private final @Nullable PublishedCurves curves;

  PublishedLines(ReportModel findings) {
    this.findings = findings;
    this.curves = findings.result().figures().published();
  }

  boolean any() {
    return curves != null;
  }

  /** The sums over the region, or over the whole input. */
  List<Line> lines(boolean region) {
    return lines(region ? PublishedCurves.Curve::inside : PublishedCurves.Curve::all);
  }

  List<Line> linesOfRest() {
    return lines(PublishedCurves.Curve::outside);
  }

  private List<Line> lines(Function<PublishedCurves.Curve, List<Double>> values) {
    if (curves == null) {
      return List.of();
    }
    List<Double> drawn = findings.fractions();
    double last = drawn.isEmpty() ? 0 : drawn.get(drawn.size() - 1);
    List<Line> lines = new ArrayList<>();
    for (PublishedCurves.Curve curve : curves.curves()) {
      Curve ours = findings.curve(curve.ranking()).orElse(null);
      if (ours == null) {
        continue;
      }
      List<Point> points = new ArrayList<>();
      for (int k = 0; k < curves.fractions().size(); k++) {
        double value = values.apply(curve).get(k);
        if (curves.fractions().get(k) <= last) {
          points.add(new Point(curves.fractions().get(k), value, value, value));
        }
      }
      lines.add(new Line("", ours.colour(0), true, points));
    }
    return lines;
  }

  /** What the key says; where the run cannot be compared, that too. */
  String key() {
    return curves == null ? "" : curves.name() + other(curves);
  }

  private String other(PublishedCurves of) {
    Set<String> differences = of.differences(findings.result().provenance().config());
    if (differences.isEmpty()) {
      return "";
    }
    return differences.contains("model.architecture") ? ", other network" : ", other settings";
  }

  /** What the caption adds. */
  String caption() {
    if (curves == null) {
      return "";
    }
    String of = other(curves);
    return of.isEmpty()
        ? " The dashed curves were published for these settings."
        : " The dashed curves were published for"
            + of.replace(", other network", " another network").replace(", other", " other")
            + ", so their shape can be compared, their size cannot.";
  }
}
