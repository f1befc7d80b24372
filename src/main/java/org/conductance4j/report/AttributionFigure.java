package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.PrunedMap;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.Bar;
import org.conductance4j.experiment.result.ReportPart.InputMap;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.pruning.CurvePoint;

/** Input integrated gradients before and after pruning. */
final class AttributionFigure {

  private AttributionFigure() {}

  static Figure of(ReportModel findings) {
    List<InputMap> maps = maps(findings);
    return MapsFigure.of(
        findings,
        new ReportPart.MapsPart(heading(findings, maps), maps),
        Math.min(columns(findings, maps.size()), maps.size()));
  }

  /** One row a fraction where that fits: the unpruned map first, then one map a ranking. */
  private static int columns(ReportModel findings, int maps) {
    List<PrunedMap> pruned = findings.result().prunedMaps();
    long rankings = pruned.stream().map(PrunedMap::ranking).distinct().count();
    long fractions = pruned.stream().map(PrunedMap::fraction).distinct().count();
    if (fractions <= 1) {
      return (int) Math.min(MapsFigure.MOST_COLUMNS, 1 + rankings);
    }
    return maps <= MapsFigure.MOST_COLUMNS ? maps : maps == 5 ? 3 : MapsFigure.MOST_COLUMNS;
  }

  private static ReportPart.Heading heading(ReportModel findings, List<InputMap> maps) {
    String sums =
        findings.hasRegion()
            ? "the sums inside and outside the " + findings.regionWord()
            : "its sum";
    return new ReportPart.Heading(
        "input-attribution",
        "Where the " + findings.scoreWord() + " comes from, before and after pruning",
        ("Each pixel’s contribution to the %s of %s: orange speaks in favour, blue against;"
                + " under each map stand the %s that is left and %s.")
            .formatted(findings.scoreWord(), findings.className(), findings.scoreWord(), sums),
        "Maps of pixel contributions: "
            + String.join("; ", maps.stream().map(map -> described(findings, map)).toList())
            + ".");
  }

  private static String described(ReportModel findings, InputMap map) {
    Numbers numbers = findings.numbers();
    List<String> bars =
        map.sums().stream().map(bar -> bar.name() + " " + numbers.plain(bar.value())).toList();
    return map.title() + ": " + String.join(", ", bars);
  }

  private static List<InputMap> maps(ReportModel findings) {
    ExperimentResult result = findings.result();
    Metrics.InputAttribution sums = findings.metrics().inputAttribution();
    double score = findings.metrics().objective().atInput();
    List<InputMap> maps = new ArrayList<>();
    maps.add(
        new InputMap(
            "Nothing pruned",
            List.of(),
            result.inputAttribution(),
            bars(findings, score, sums.inside(), sums.outside(), sums.all())));
    for (PrunedMap map : result.prunedMaps()) {
      Optional<CurvePoint> point =
          findings.metrics().curves().stream()
              .filter(p -> p.ranking().equals(map.ranking()) && p.fraction() == map.fraction())
              .findFirst();
      maps.add(
          new InputMap(
              Numbers.fraction(map.fraction()) + " pruned by " + Wording.nameOf(map.ranking()),
              List.of(),
              map.map(),
              point
                  .map(p -> bars(findings, p.score(), p.inside(), p.outside(), p.all()))
                  .orElse(List.of())));
    }
    return maps;
  }

  private static List<Bar> bars(
      ReportModel findings, double score, double inside, double outside, double all) {
    Bar first = new Bar(findings.scoreWord(), score, true);
    return findings.hasRegion()
        ? List.of(
            first,
            new Bar("inside the " + findings.regionWord(), inside, false),
            new Bar("outside", outside, false))
        : List.of(first, new Bar("sum of the map", all, false));
  }
}
