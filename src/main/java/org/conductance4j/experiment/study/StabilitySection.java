package org.conductance4j.experiment.study;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Table;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ResultFile;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Stability;
import org.conductance4j.experiment.result.Wording;

/** Rankings computed again under changes of steps, baseline and input. */
final class StabilitySection implements Section<StabilityOptions, Stability> {

  private static final String FILE = "stability.csv";
  private static final Numbers CORRELATION = Numbers.withDecimals(3);

  @Override
  public SectionReader<StabilityOptions> reader() {
    return new SectionReader<>(
        StabilityOptions.KEY, StabilityOptions.class, (node, study) -> StabilityOptions.read(node));
  }

  @Override
  public List<String> files() {
    return List.of(FILE);
  }

  @Override
  public void check(StabilityOptions options, LoadedExperiment loaded, ResolvedQuestion question) {
    new StabilityStudy(options, loaded, ProgressListener.SILENT).check(question);
  }

  @Override
  public Stability run(StabilityOptions options, SectionContext context) {
    return context.whole(
        this,
        Stability.class,
        () ->
            new StabilityStudy(options, context.loaded(), context.progress())
                .run(context.question(), context.study().rankings()));
  }

  @Override
  public SectionResult result(Stability found, Wording words) {
    return new SectionResult(
        found,
        Optional.empty(),
        List.of(new ResultFile.OfTable(FILE, found.table())),
        SectionReport.of(table(found)));
  }

  private static ReportPart table(Stability found) {
    String top =
        found.entries().stream()
            .map(entry -> Numbers.fraction(entry.fraction()))
            .findFirst()
            .orElse("part");
    return new ReportPart.TablePart(
        "stability",
        "How stable the rankings are",
        List.of(
            "Each ranking was computed again with something changed: the number of points on the"
                + " path, the baseline, or a little noise on the input. A ranking that depends on"
                + " such a choice says as much about the choice as about the network.",
            "Rank correlation (Spearman’s): 1 is the same order of all neurons, 0 no relation. The"
                + " last column says how much of the top "
                + top
                + " stays in the top."),
        ReportPart.Place.NUMBERS,
        false,
        Table.EMPTY
            .words("changed", "ranking")
            .numbers("rank correlation", "top " + top + " that stays")
            .filled(
                found.entries(),
                entry ->
                    Table.row(
                        entry.change(),
                        Wording.withSeed(entry.ranking()),
                        Optional.ofNullable(entry.rankCorrelation())
                            .map(CORRELATION::plain)
                            .orElse("–"),
                        Numbers.percent(entry.topOverlap()))));
  }
}
