package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.BaselineComparison.Entry;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.Bar;
import org.conductance4j.experiment.result.ReportPart.InputMap;
import org.conductance4j.experiment.result.ResultFile;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/** The explanation of one input from several baselines, with the path's rule of the study. */
final class BaselinesSection implements Section<BaselinesOptions, BaselineComparison> {

  private static final String FILE = "baselines.csv";

  @Override
  public SectionReader<BaselinesOptions> reader() {
    return new SectionReader<>(
        BaselinesOptions.KEY, BaselinesOptions.class, (node, study) -> BaselinesOptions.read(node));
  }

  @Override
  public List<String> files() {
    return List.of(FILE);
  }

  @Override
  public BaselineComparison run(BaselinesOptions options, SectionContext context) {
    return context.whole(
        this, BaselineComparison.class, () -> explained(options.baselines(), context));
  }

  private BaselineComparison explained(List<Baseline> baselines, SectionContext context) {
    List<Tensor> made =
        baselines.stream().map(one -> context.loaded().baseline(one, name())).toList();
    List<Entry> entries = new ArrayList<>();
    for (int k = 0; k < made.size(); k++) {
      int done = k;
      Explanation explanation =
          PathAttribution.explain(
              context.question().withoutLayer().withBaseline(made.get(k)),
              EnumSet.of(Part.INPUT),
              (stage, part) -> context.progress().progressed(name(), (done + part) / made.size()));
      entries.add(
          new Entry(
              baselines.get(k).toString(),
              explanation.atBaseline(),
              explanation.change(),
              explanation.inside(0),
              explanation.outside(0),
              explanation.ledger().inputCompleteness(),
              explanation.path().nodes(),
              explanation.inputAttribution()));
    }
    return new BaselineComparison(entries);
  }

  @Override
  public SectionResult result(BaselineComparison found, Wording words) {
    List<ResultFile> files = new ArrayList<>();
    files.add(new ResultFile.OfTable(FILE, found.table()));
    for (int k = 0; k < found.entries().size(); k++) {
      String array = "attributions/baseline-" + k + ".npy";
      files.add(new ResultFile.OfArray(array, found.entries().get(k).map()));
    }
    return new SectionResult(
        found, Optional.empty(), files, SectionReport.of(figure(found, words)));
  }

  private static ReportPart figure(BaselineComparison found, Wording words) {
    String what =
        ("Each pixel’s contribution to the change of the %s of %s from each baseline to the"
                + " picture, all maps on one colour scale. Pixels that a baseline shares with the"
                + " picture get nothing, whatever they show; what is the same in every map does not"
                + " hang on the baseline.")
            .formatted(words.scoreWord(), words.className());
    return new ReportPart.MapsPart(
        new ReportPart.Heading(
            "baselines",
            "The same explanation from other baselines",
            what,
            "Maps of pixel contributions: "
                + String.join(
                    "; ", found.entries().stream().map(entry -> described(entry, words)).toList())
                + "."),
        found.entries().stream().map(entry -> map(entry, words)).toList());
  }

  private static InputMap map(Entry entry, Wording words) {
    return new InputMap(
        "From " + entry.baseline(),
        List.of(
            score(entry, words),
            "the map’s sum misses the change by " + Numbers.small(entry.completeness()) + " of it"),
        entry.map(),
        words.hasRegion()
            ? List.of(
                new Bar("inside the " + words.regionWord(), entry.inside(), false),
                new Bar("outside", entry.outside(), false))
            : List.of(new Bar("sum of the map", entry.all(), false)));
  }

  private static String score(Entry entry, Wording words) {
    return words.scoreWord() + " there: " + words.numbers().plain(entry.atBaseline());
  }

  private static String described(Entry entry, Wording words) {
    Numbers numbers = words.numbers();
    String sums =
        words.hasRegion()
            ? "inside %s, outside %s"
                .formatted(numbers.plain(entry.inside()), numbers.plain(entry.outside()))
            : "sum " + numbers.plain(entry.all());
    return "from " + entry.baseline() + ": " + score(entry, words) + ", " + sums;
  }
}
