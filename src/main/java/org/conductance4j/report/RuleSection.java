package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.Comparison.Agreement;
import org.conductance4j.experiment.result.Comparison.Side;

/** What another rule of the path changes: the words and the table of its part of the page. */
final class RuleSection {

  private static final Numbers CORRELATION = Numbers.withDecimals(4);

  private final ReportModel findings;
  private final Comparison comparison;

  private RuleSection(ReportModel findings, Comparison comparison) {
    this.findings = findings;
    this.comparison = comparison;
  }

  /** What the page's template fills in; an empty list where nothing was compared. */
  static List<Map<String, Object>> of(ReportModel findings) {
    Comparison comparison = findings.metrics().comparison();
    return comparison == null ? List.of() : List.of(new RuleSection(findings, comparison).filled());
  }

  private Map<String, Object> filled() {
    return Map.of(
        "study", comparison.study().rule(),
        "other", comparison.other().rule(),
        "sentences", sentences(),
        "rows", rows());
  }

  private List<String> sentences() {
    List<String> out = new ArrayList<>();
    out.add(
        "The contributions were computed once more, with the rule ‘"
            + comparison.other().rule()
            + "’ in place of ‘"
            + comparison.study().rule()
            + "’.");
    if (comparison.other().rule().equals("published")) {
      out.add(
          "It is that of the program published with the method: where the study takes a"
              + " derivative along the "
              + findings.regionWord()
              + ", it takes the difference that one step of the "
              + findings.regionWord()
              + " alone makes, so what comes from the "
              + findings.regionWord()
              + " and what comes from the rest need not make up the whole.");
    }
    out.add(
        "Neuron by neuron, "
            + findings.regionWord()
            + " and rest miss the whole by "
            + gap(comparison.study())
            + " of the difference with ‘"
            + comparison.study().rule()
            + "’ and by "
            + gap(comparison.other())
            + " with ‘"
            + comparison.other().rule()
            + "’.");
    for (Agreement agreement : comparison.rankings()) {
      out.add(agreement(agreement));
    }
    return List.copyOf(out);
  }

  private static String agreement(Agreement agreement) {
    Double correlation = agreement.rankCorrelation();
    String top =
        "of the top "
            + Numbers.fraction(agreement.fraction())
            + " of the neurons by "
            + Curve.nameOf(agreement.ranking())
            + ", "
            + Numbers.percent(agreement.topOverlap())
            + " are the same by both rules";
    return correlation == null
        ? Character.toUpperCase(top.charAt(0)) + top.substring(1) + "."
        : Character.toUpperCase(top.charAt(0))
            + top.substring(1)
            + "; the rank correlation over all neurons (Spearman’s; 1 is the same order) is "
            + CORRELATION.plain(correlation)
            + ".";
  }

  private List<Map<String, String>> rows() {
    Side study = comparison.study();
    Side other = comparison.other();
    Numbers numbers = findings.numbers();
    String region = findings.regionWord();
    return List.of(
        row("points on the path", Numbers.count(study.nodes()), Numbers.count(other.nodes())),
        row("passes: forward", Numbers.count(study.forward()), Numbers.count(other.forward())),
        row("passes: reverse", Numbers.count(study.vjp()), Numbers.count(other.vjp())),
        row(
            "passes: derivative along a direction",
            Numbers.count(study.jvp()),
            Numbers.count(other.jvp())),
        row("time", time("path"), time("comparison")),
        row(
            "contribution of the " + region + ", from the input’s map",
            numbers.signed(study.inside()),
            numbers.signed(other.inside())),
        row(
            "the same from the neurons: sum of regional conductances",
            numbers.signed(study.regionalConductance()),
            numbers.signed(other.regionalConductance())),
        row(
            "contribution of the rest, from the input’s map",
            numbers.signed(study.outside()),
            numbers.signed(other.outside())),
        row(
            "sum of conductances (should be " + numbers.signed(findings.toExplain()) + ")",
            numbers.signed(study.conductance()),
            numbers.signed(other.conductance())),
        row(
            "additivity gap: by how much "
                + region
                + " and rest miss each neuron’s conductance, added up over all neurons without"
                + " regard to sign, as a share of the difference",
            gap(study),
            gap(other)));
  }

  private static Map<String, String> row(String name, String study, String other) {
    return Map.of("name", name, "study", study, "other", other);
  }

  private static String gap(Side side) {
    double gap = side.additivityGap();
    return gap >= 0.1 ? Numbers.percent(gap) : Numbers.small(100 * gap) + "\u00a0%";
  }

  private String time(String stage) {
    Double seconds = findings.metrics().seconds().stages().get(stage);
    return seconds == null ? "–" : Numbers.duration(seconds);
  }
}
