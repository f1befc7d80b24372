package org.conductance4j.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.InputParts;

/**
 * Makes the figures and the report of a finished experiment. The same result makes the same bytes
 * on the same machine, in every locale.
 */
public final class Report {

  private Report() {}

  /**
   * Writes {@code figures/*.png} and {@code report.html}; the latter holds the figures and needs no
   * other file.
   *
   * @param result what the experiment found
   * @param folder an existing folder; files of these names are replaced
   * @throws IOException if a file cannot be written
   */
  public static void write(ExperimentResult result, Path folder) throws IOException {
    ReportModel findings = new ReportModel(ChannelsFirst.of(result));
    List<Figure> figures = figures(findings);
    Path pictures = Files.createDirectories(folder.resolve("figures"));
    for (Figure figure : figures) {
      figure.png().write(pictures.resolve(figure.id() + ".png"));
    }
    String page = new Page(findings, figures).html();
    Files.writeString(folder.resolve("report.html"), page, StandardCharsets.UTF_8);
  }

  /** Each figure is drawn by itself, several at a time. */
  private static List<Figure> figures(ReportModel findings) {
    List<Supplier<Optional<Figure>>> drawn = new ArrayList<>();
    ExperimentResult result = findings.result();
    drawn.add(() -> result.picture().map(picture -> InputFigure.of(findings)));
    drawn.add(() -> Optional.ofNullable(result.metrics().robustness()).map(RobustnessFigure::of));
    if (result.inputAttribution().rank() == 3) {
      drawn.add(() -> Optional.of(AttributionFigure.of(findings)));
      drawn.add(() -> NeuronFigure.of(findings));
    } else {
      drawn.add(() -> Optional.of(parts(findings)));
    }
    drawn.add(() -> result.path().trace().map(trace -> PathFigure.of(findings, trace)));
    drawn.add(
        () ->
            findings.curves().isEmpty() ? Optional.empty() : Optional.of(CurveFigure.of(findings)));
    drawn.add(() -> result.replication().map(r -> ReplicationFigure.of(findings, r)));
    drawn.add(() -> result.path().baselines().flatMap(b -> BaselineFigure.of(findings, b)));
    drawn.add(() -> result.path().study().map(study -> PathErrorFigure.of(findings, study)));
    List<Figure> all =
        new ArrayList<>(
            drawn.parallelStream().map(Supplier::get).flatMap(Optional::stream).toList());
    all.addAll(CurveFigure.ofLayers(findings));
    return List.copyOf(all);
  }

  private static Figure parts(ReportModel findings) {
    return findings
        .result()
        .parts()
        .filter(parts -> parts.kind() == InputParts.Kind.WORDS)
        .map(words -> WordFigure.of(findings, words))
        .orElseGet(() -> FeatureFigure.of(findings));
  }
}
