package org.conductance4j.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.experiment.ExperimentResult;
import org.conductance4j.experiment.InputParts;
import org.conductance4j.experiment.Robustness;

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
    Findings findings = new Findings(ChannelsFirst.of(result));
    List<Figure> figures = figures(findings);
    Path pictures = Files.createDirectories(folder.resolve("figures"));
    for (Figure figure : figures) {
      figure.png().write(pictures.resolve(figure.id() + ".png"));
    }
    String page = new Page(findings, figures).html();
    Files.writeString(folder.resolve("report.html"), page, StandardCharsets.UTF_8);
  }

  private static List<Figure> figures(Findings findings) {
    ExperimentResult result = findings.result();
    List<Figure> figures = new ArrayList<>();
    if (result.picture().isPresent()) {
      figures.add(InputFigure.of(findings));
    }
    Robustness robustness = result.metrics().robustness();
    if (robustness != null) {
      figures.add(RobustnessFigure.of(robustness));
    }
    if (result.inputAttribution().rank() == 3) {
      figures.add(AttributionFigure.of(findings));
      NeuronFigure.of(findings).ifPresent(figures::add);
    } else {
      figures.add(
          result
              .parts()
              .filter(parts -> parts.kind() == InputParts.Kind.WORDS)
              .map(words -> WordFigure.of(findings, words))
              .orElseGet(() -> FeatureFigure.of(findings)));
    }
    result.path().trace().map(trace -> PathFigure.of(findings, trace)).ifPresent(figures::add);
    if (!findings.curves().isEmpty()) {
      figures.add(CurveFigure.of(findings));
    }
    result.replication().map(r -> ReplicationFigure.of(findings, r)).ifPresent(figures::add);
    result
        .path()
        .baselines()
        .flatMap(baselines -> BaselineFigure.of(findings, baselines))
        .ifPresent(figures::add);
    result.path().study().map(study -> PathErrorFigure.of(findings, study)).ifPresent(figures::add);
    return List.copyOf(figures);
  }
}
