package org.conductance4j.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;
import org.jspecify.annotations.Nullable;

/** A result looked at the way the report tells it: curves by ranking, the names of things. */
final class ReportModel {

  private final ExperimentResult result;
  private final Wording words;
  private final List<Curve> curves;
  private @Nullable Plane edges;

  ReportModel(ExperimentResult result) {
    this.result = result;
    this.words = result.wording();
    this.curves = Curve.of(result.metrics().curves());
  }

  ExperimentResult result() {
    return result;
  }

  Metrics metrics() {
    return result.metrics();
  }

  Wording words() {
    return words;
  }

  /** All figures and tables of the sections, those first that the page begins with. */
  List<ReportPart> parts() {
    List<SectionReport> reports =
        new ArrayList<>(result.sections().stream().map(SectionResult::report).toList());
    reports.sort(Comparator.comparing(report -> report.lead().isEmpty()));
    return reports.stream().flatMap(report -> report.parts().stream()).toList();
  }

  /** The sum over the channels of a map of the input. */
  Plane plane(Tensor map) {
    return Plane.sumOverChannels(turned(map, result.channels().lastInInput()));
  }

  /** The sum over the channels of the layer's scores. */
  Plane layerPlane(Tensor scores) {
    return Plane.sumOverChannels(turned(scores, result.channels().lastInLayer()));
  }

  private static Tensor turned(Tensor map, boolean channelsLast) {
    return channelsLast ? ChannelOrder.first(map) : map;
  }

  int[] size() {
    int[] shape = result.inputAttribution().shape();
    int first = result.channels().lastInInput() ? 0 : 1;
    return new int[] {shape[first], shape[first + 1]};
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

  Numbers numbers() {
    return words.numbers();
  }

  double toExplain() {
    return words.toExplain();
  }

  boolean hasRegion() {
    return words.hasRegion();
  }

  String regionWord() {
    return words.regionWord();
  }

  /** Share of the picture that the region covers; 0 for input without rows and columns. */
  double regionArea() {
    return result.region().map(r -> r.sum() / r.length()).orElse(0.0);
  }

  String scoreWord() {
    return words.scoreWord();
  }

  String className() {
    return words.className();
  }
}
