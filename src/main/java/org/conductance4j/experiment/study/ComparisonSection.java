package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.Comparison.Agreement;
import org.conductance4j.experiment.result.Comparison.Side;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/** The same study by another rule of the path, beside the study's own. */
final class ComparisonSection implements Section<ComparisonOptions, Comparison> {

  private static final String NAME = "comparison";
  private static final Numbers CORRELATION = Numbers.withDecimals(4);

  @Override
  public SectionReader<ComparisonOptions> reader() {
    return new SectionReader<>(
        ComparisonOptions.KEY, ComparisonOptions.class, ComparisonOptions::read);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Comparison run(ComparisonOptions options, SectionContext context) {
    return context.whole(
        this,
        Comparison.class,
        () ->
            RuleComparison.of(
                context.question(), context.study().explanation(), options, context.progress()));
  }

  @Override
  public SectionResult result(Comparison found, Wording words) {
    ReportPart part =
        new ReportPart.TablePart(
            "rule",
            "What the choice of the rule changes",
            sentences(found, words.regionWord()),
            ReportPart.Place.FINDINGS,
            false,
            table(found, words));
    return new SectionResult(
        found,
        Optional.of(new SectionResult.Entry(NAME, found)),
        List.of(),
        SectionReport.of(part));
  }

  private static List<String> sentences(Comparison found, String region) {
    List<String> out = new ArrayList<>();
    out.add(
        "The contributions were computed once more, with the rule ‘%s’ in place of ‘%s’."
            .formatted(found.other().rule(), found.study().rule()));
    if (found.other().rule().equals("published")) {
      out.add(
          ("It is that of the program published with the method: where the study takes a derivative"
                  + " along the %s, it takes the difference that one step of the %s alone makes, so"
                  + " what comes from the %s and what comes from the rest need not make up the"
                  + " whole.")
              .formatted(region, region, region));
    }
    out.add(
        ("Neuron by neuron, %s and rest miss the whole by %s of the difference with ‘%s’ and"
                + " by %s with ‘%s’.")
            .formatted(
                region,
                gap(found.study()),
                found.study().rule(),
                gap(found.other()),
                found.other().rule()));
    found.rankings().forEach(agreement -> out.add(sentence(agreement)));
    return out;
  }

  private static String sentence(Agreement agreement) {
    Double correlation = agreement.rankCorrelation();
    String top =
        "Of the top %s of the neurons by %s, %s are the same by both rules"
            .formatted(
                Numbers.fraction(agreement.fraction()),
                Wording.nameOf(agreement.ranking()),
                Numbers.percent(agreement.topOverlap()));
    return correlation == null
        ? top + "."
        : "%s; the rank correlation over all neurons (Spearman’s; 1 is the same order) is %s."
            .formatted(top, CORRELATION.plain(correlation));
  }

  private static Table table(Comparison found, Wording words) {
    Numbers numbers = words.numbers();
    String region = words.regionWord();
    List<List<Object>> rows = new ArrayList<>();
    rows.add(row(found, "points on the path", side -> Numbers.count(side.nodes())));
    rows.add(row(found, "passes: forward", side -> Numbers.count(side.forward())));
    rows.add(row(found, "passes: reverse", side -> Numbers.count(side.vjp())));
    rows.add(row(found, "passes: derivative along a direction", side -> Numbers.count(side.jvp())));
    rows.add(Table.row("time", time(words, "path"), time(words, NAME)));
    rows.add(
        row(
            found,
            "contribution of the " + region + ", from the input’s map",
            side -> numbers.signed(side.inside())));
    rows.add(
        row(
            found,
            "the same from the neurons: sum of regional conductances",
            side -> numbers.signed(side.regionalConductance())));
    rows.add(
        row(
            found,
            "contribution of the rest, from the input’s map",
            side -> numbers.signed(side.outside())));
    rows.add(
        row(
            found,
            "sum of conductances (should be " + numbers.signed(words.toExplain()) + ")",
            side -> numbers.signed(side.conductance())));
    rows.add(
        row(
            found,
            "additivity gap: by how much "
                + region
                + " and rest miss each neuron’s conductance, added up over all neurons without"
                + " regard to sign, as a share of the difference",
            ComparisonSection::gap));
    return Table.EMPTY
        .words("")
        .numbers("‘" + found.study().rule() + "’ (this study)", "‘" + found.other().rule() + "’")
        .filled(rows, row -> row);
  }

  private static List<Object> row(Comparison found, String name, Function<Side, String> cell) {
    return Table.row(name, cell.apply(found.study()), cell.apply(found.other()));
  }

  private static String gap(Side side) {
    double gap = side.additivityGap();
    return gap >= 0.1 ? Numbers.percent(gap) : Numbers.small(100 * gap) + "\u00a0%";
  }

  private static String time(Wording words, String stage) {
    Double seconds = words.metrics().seconds().stages().get(stage);
    return seconds == null ? "–" : Numbers.duration(seconds);
  }
}
