package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.Block;
import org.conductance4j.experiment.result.ReportPart.GridCell;
import org.conductance4j.experiment.result.ReportPart.Tone;
import org.conductance4j.experiment.result.ResultFile;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.Robustness.Row;
import org.conductance4j.experiment.result.Robustness.Verdict;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/** One pruning under many settings: where its effect holds and where not. */
final class RobustnessSection implements Section<RobustnessOptions, Robustness> {

  private static final String FILE = "robustness.csv";

  @Override
  public SectionReader<RobustnessOptions> reader() {
    return new SectionReader<>(
        RobustnessOptions.KEY, RobustnessOptions.class, RobustnessOptions::read);
  }

  @Override
  public List<String> files() {
    return List.of(FILE);
  }

  @Override
  public Robustness run(RobustnessOptions options, SectionContext context) {
    return new RobustnessStudy(options, context.loaded(), context.plans(), context.config().seed())
        .run(context.parts().group(name()), context.progress());
  }

  @Override
  public SectionResult result(Robustness found, Wording words) {
    return new SectionResult(
        found,
        Optional.of(new SectionResult.Entry(name(), found)),
        List.of(new ResultFile.OfTable(FILE, found.table())),
        new SectionReport(
            Optional.of(new SectionReport.Lead(title(found), answer(found), details(found))),
            List.of(),
            List.of(figure(found), table(found))));
  }

  private static String title(Robustness found) {
    return "Where does pruning "
        + Numbers.fraction(found.fraction())
        + " keep the score and empty the box, and where not?";
  }

  private static List<String> answer(Robustness found) {
    Robustness.Thresholds limits = found.thresholds();
    long all = found.rows().size();
    long there = all - found.count(Verdict.LITTLE_THERE);
    return List.of(
        ("Pruning the %s of a layer’s neurons with the largest part in one box’s"
                + " contribution (regional conductance) was repeated under %s settings.")
            .formatted(Numbers.fraction(found.fraction()), Numbers.count(all)),
        ("The effect holds in %s of the %s in which the box carries at least %s of the"
                + " difference: more than %s of the score is left, but less than %s of the box’s"
                + " contribution, and as many neurons picked at random do not do the same.")
            .formatted(
                Numbers.count(found.count(Verdict.HOLDS)),
                Numbers.count(there),
                Numbers.fraction(limits.leastShare()),
                Numbers.fraction(limits.scoreKept()),
                Numbers.fraction(limits.boxKept())),
        ("Of the others, the score falls in %s, the box keeps its contribution in %s, and"
                + " random pruning empties the box as well in %s.")
            .formatted(
                number(found.count(Verdict.SCORE_FALLS)),
                number(found.count(Verdict.BOX_STAYS)),
                number(found.count(Verdict.RANDOM_TOO))));
  }

  private static String number(long count) {
    return count == 0 ? "none" : Numbers.count(count);
  }

  /** Where it holds, part by part. */
  private static List<String> details(Robustness found) {
    List<String> out = new ArrayList<>();
    long little = found.count(Verdict.LITTLE_THERE);
    if (little > 0) {
      out.add(
          "In "
              + Numbers.count(little)
              + " settings the question has no answer: the box carries less than that, or speaks"
              + " against, already before pruning.");
    }
    add(out, found, "objective", Row::objective);
    add(out, found, "box", Row::region);
    add(out, found, "baseline", Row::baseline);
    add(out, found, "layer", Row::layer);
    return out;
  }

  private static void add(
      List<String> out, Robustness found, String by, Function<Row, String> part) {
    Map<String, List<Row>> parts = new LinkedHashMap<>();
    for (Row row : found.rows()) {
      parts.computeIfAbsent(part.apply(row), name -> new ArrayList<>()).add(row);
    }
    if (parts.size() < 2) {
      return;
    }
    List<String> counts = new ArrayList<>();
    parts.forEach((name, rows) -> counts.add(name + " (" + count(rows) + ")"));
    out.add("It holds, by " + by + ": " + String.join(", ", counts) + ".");
  }

  private static String count(List<Row> rows) {
    long holds = rows.stream().filter(row -> row.verdict() == Verdict.HOLDS).count();
    long there = rows.stream().filter(row -> row.verdict() != Verdict.LITTLE_THERE).count();
    return holds + " of " + there;
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> "holds";
      case RANDOM_TOO -> "random pruning does it, too";
      case BOX_STAYS -> "the box stays";
      case SCORE_FALLS -> "the score falls";
      case LITTLE_THERE -> "nothing to empty";
    };
  }

  private static Tone tone(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> Tone.GOOD;
      case RANDOM_TOO -> Tone.MIXED;
      case BOX_STAYS -> Tone.WEAK;
      case SCORE_FALLS -> Tone.BAD;
      case LITTLE_THERE -> Tone.EMPTY;
    };
  }

  private static List<String> names(Robustness found, Function<Row, String> part) {
    return found.rows().stream().map(part).distinct().toList();
  }

  private static ReportPart figure(Robustness found) {
    String by = Numbers.fraction(found.fraction()) + " by regional conductance";
    List<String> counts =
        Stream.of(Verdict.values())
            .map(verdict -> words(verdict) + " in " + found.count(verdict))
            .toList();
    return new ReportPart.GridPart(
        new ReportPart.Heading(
            "robustness",
            "Where it holds",
            "What pruning "
                + by
                + " leaves of the box’s contribution (upper number) and of the score’s difference"
                + " to the baseline (lower number), for every layer (rows), objective and baseline"
                + " (columns). A negative number means that the box speaks against after pruning."
                + " Where there is nothing to empty, the upper number is what the box holds of the"
                + " difference before pruning. The baselines are a black and a white picture, the"
                + " picture itself blurred (with the standard deviation in pixels), and random"
                + " noise (with its seed), as far as they were tried.",
            ("Tables of cells, one a box: %s of %s settings; the numbers stand in the table"
                    + " below.")
                .formatted(String.join(", ", counts), found.rows().size())),
        names(found, Row::layer),
        names(found, row -> row.objective().replace('-', ' ')),
        names(found, Row::baseline),
        names(found, Row::region).stream().map(region -> block(found, region)).toList(),
        tones());
  }

  private static Map<Tone, String> tones() {
    Map<Tone, String> tones = new EnumMap<>(Tone.class);
    Stream.of(Verdict.values()).forEach(verdict -> tones.put(tone(verdict), words(verdict)));
    return tones;
  }

  private static Block block(Robustness found, String region) {
    List<GridCell> cells = new ArrayList<>();
    for (String layer : names(found, Row::layer)) {
      for (String objective : names(found, Row::objective)) {
        found.rows().stream()
            .filter(row -> row.region().equals(region))
            .filter(row -> row.layer().equals(layer) && row.objective().equals(objective))
            .map(RobustnessSection::cell)
            .forEach(cells::add);
      }
    }
    return new Block("Box ‘" + region + "’", cells);
  }

  private static GridCell cell(Row row) {
    String box =
        row.verdict() == Verdict.LITTLE_THERE
            ? "holds " + Numbers.percent(row.share())
            : "box " + Numbers.percent(row.boxKept());
    return new GridCell(box, "score " + Numbers.percent(row.scoreKept()), tone(row.verdict()));
  }

  private static ReportPart table(Robustness found) {
    Numbers exact = Numbers.withDecimals(3);
    return new ReportPart.TablePart(
        "settings",
        "All " + Numbers.count(found.rows().size()) + " settings, one by one",
        List.of(
            "Share: the box’s part of what there is to explain. Score left, box left: what pruning"
                + " leaves of the score’s difference to the baseline, and of the box’s"
                + " contribution. Probability: the network’s answer after pruning, whatever the"
                + " objective. Random: the same after pruning as many neurons at random."),
        ReportPart.Place.FINDINGS,
        true,
        Table.EMPTY
            .words("layer", "baseline", "objective", "box")
            .numbers("share", "score left", "box left", "probability")
            .numbers("random: score", "random: box")
            .words("verdict")
            .filled(
                found.rows(),
                row ->
                    Table.row(
                        List.of(row.layer(), row.baseline()),
                        row.objective().replace('-', ' '),
                        row.region(),
                        Numbers.percent(row.share()),
                        Numbers.percent(row.scoreKept()),
                        Numbers.percent(row.boxKept()),
                        exact.plain(row.probability()),
                        Numbers.percent(row.randomScoreKept()),
                        Numbers.percent(row.randomBoxKept()),
                        words(row.verdict()))));
  }
}
