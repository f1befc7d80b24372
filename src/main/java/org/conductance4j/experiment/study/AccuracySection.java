package org.conductance4j.experiment.study;

import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.Accuracy;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ResultFile;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;
import org.jspecify.annotations.Nullable;

/** How often the pruned networks name the right class of labelled examples. */
final class AccuracySection implements Section<AccuracyOptions, Accuracy> {

  private static final String FILE = "accuracy.csv";

  @Override
  public SectionReader<AccuracyOptions> reader() {
    return new SectionReader<>(
        AccuracyOptions.KEY, AccuracyOptions.class, (node, study) -> AccuracyOptions.read(node));
  }

  @Override
  public List<String> files() {
    return List.of(FILE);
  }

  @Override
  public Accuracy run(AccuracyOptions options, SectionContext context) {
    return context.whole(
        this,
        Accuracy.class,
        () ->
            AccuracyStudy.of(
                context.question(),
                context.study().cuts(context.config().fractions()),
                options,
                context.progress()));
  }

  @Override
  public SectionResult result(Accuracy found, Wording words) {
    return new SectionResult(
        found,
        Optional.empty(),
        List.of(new ResultFile.OfTable(FILE, found.table())),
        SectionReport.of(table(found, words)));
  }

  private static ReportPart table(Accuracy found, Wording words) {
    return new ReportPart.TablePart(
        "accuracy",
        "How often the pruned networks are right",
        List.of(
            "Every pruned network was tried on a set of examples whose classes are known: the"
                + " share for which it names the right class, of all examples, of those of the"
                + " class that is explained here ("
                + words.className()
                + "), and of the others."),
        ReportPart.Place.NUMBERS,
        false,
        Table.EMPTY
            .words("pruned by")
            .numbers("pruned", "neurons", "all examples", "explained class", "others")
            .filled(
                found.entries(),
                entry ->
                    Table.row(
                        Wording.withSeed(entry.ranking()),
                        Numbers.fraction(entry.fraction()),
                        Numbers.count(entry.pruned()),
                        Numbers.percent(entry.all()),
                        share(entry.explainedClass()),
                        share(entry.others()))));
  }

  private static String share(@Nullable Double share) {
    return share == null ? "–" : Numbers.percent(share);
  }
}
