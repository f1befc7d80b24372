package org.conductance4j.experiment.study;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.PathStudy;
import org.conductance4j.experiment.result.PathStudy.Match;
import org.conductance4j.experiment.result.PathStudy.Point;
import org.conductance4j.experiment.result.PathStudy.Rule;
import org.conductance4j.experiment.result.PathTable;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.ChartLine;
import org.conductance4j.experiment.result.ResultFile;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/** Errors of path integrals by several rules, over what they cost. */
final class PathStudySection implements Section<PathStudyOptions, PathStudy> {

  private static final String ERRORS = "path-error.csv";
  private static final String STUDY = "path-study.json";
  private static final String ADAPTIVE = "adaptive";

  /** Smaller errors are drawn as if they were as large. */
  private static final double LEAST = 1e-6;

  private static final int CLAIMED = 0xf2b28c;

  private static final Map<String, Integer> COLOURS =
      Map.ofEntries(
          entry("left", 0x56b4e9),
          entry("right", 0x009e73),
          entry("midpoint", 0xe69f00),
          entry("trapezoid", 0xcc79a7),
          entry("gauss-legendre", 0x7b5bb5),
          entry(PathStudy.CAPTUM_TRAPEZOID, 0x8c510a),
          entry(PathStudy.UNIFORM, 0x7d868f),
          entry(ADAPTIVE, 0xd55e00));

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("gauss-legendre", "Gauss-Legendre"),
          entry(PathStudy.CAPTUM_TRAPEZOID, "Captum’s trapezoid"),
          entry(PathStudy.UNIFORM, "uniform, root mean square over all offsets"));

  @Override
  public SectionReader<PathStudyOptions> reader() {
    return new SectionReader<>(
        PathStudyOptions.KEY, PathStudyOptions.class, PathStudyOptions::read);
  }

  @Override
  public List<String> files() {
    return List.of(ERRORS, STUDY);
  }

  @Override
  public PathStudy run(PathStudyOptions options, SectionContext context) {
    return context.whole(
        this,
        PathStudy.class,
        () -> PathStudyMaker.of(context.question(), options, context.progress()));
  }

  @Override
  public SectionResult result(PathStudy found, Wording words) {
    return new SectionResult(
        found,
        Optional.empty(),
        List.of(
            new ResultFile.OfTable(ERRORS, PathTable.of(found)),
            new ResultFile.OfRecord(STUDY, found)),
        SectionReport.of(figure(found, words)));
  }

  private static ReportPart figure(PathStudy found, Wording words) {
    return new ReportPart.ChartPart(
        new ReportPart.Heading(
            "path-error",
            "What exactness costs",
            caption(found, words),
            "Error over passes on logarithmic axes, one falling line for each rule; the numbers are"
                + " in "
                + ERRORS
                + "."),
        "forward and reverse passes",
        "error",
        lines(found),
        found.truth().bound(),
        "smaller than the truth is known to");
  }

  private static List<ChartLine> lines(PathStudy found) {
    List<ChartLine> lines = new ArrayList<>();
    for (Rule rule : found.rules()) {
      boolean ours = rule.id().equals(ADAPTIVE);
      lines.add(
          new ChartLine(
              NAMES.getOrDefault(rule.id(), rule.id()),
              COLOURS.getOrDefault(rule.id(), 0x5c6670),
              ours || rule.id().equals(PathStudy.UNIFORM) ? 6 : 3,
              ours ? 10 : 6,
              passes(rule.points()),
              rule.points().stream().map(point -> Math.max(LEAST, point.error())).toList()));
    }
    List<Point> claims =
        found.rules().stream()
            .flatMap(rule -> rule.points().stream())
            .filter(point -> point.claimed() != null)
            .toList();
    if (!claims.isEmpty()) {
      List<Double> claimed =
          claims.stream().map(point -> Objects.requireNonNull(point.claimed())).toList();
      lines.add(new ChartLine("adaptive, what it claims", CLAIMED, 3, 6, passes(claims), claimed));
    }
    return lines;
  }

  private static List<Double> passes(List<Point> points) {
    return points.stream().map(point -> (double) point.passes()).toList();
  }

  private static String caption(PathStudy found, Wording words) {
    String what =
        ("The larger error of the contributions of the %s and of the rest, as a part of the"
                + " difference to explain, over forward and reverse passes, one of each for a"
                + " point; the adaptive rule’s scan, forward alone, is counted. The truth is taken"
                + " from %s points and known to %s.")
            .formatted(
                words.regionWord(),
                Numbers.count(found.truth().nodes()),
                Numbers.small(found.truth().bound()));
    return found.matches().stream()
        .min(Comparator.comparingDouble(Match::tolerance))
        .map(match -> what + " " + told(match))
        .orElse(what);
  }

  private static String told(Match match) {
    return ("Asked for %s, the adaptive rule took %s passes and claims an error of at most %s;"
            + " uniform points need %s%s until theirs is that small in the mean.")
        .formatted(
            Numbers.small(match.tolerance()),
            Numbers.count(match.passes()),
            Numbers.small(match.error()),
            match.atLeast() ? "more than " : "about ",
            Numbers.count(Math.round(match.uniformPasses())));
  }
}
