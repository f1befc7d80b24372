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
import org.conductance4j.experiment.result.ReportPart;

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
    ReportModel findings = new ReportModel(result);
    List<Figure> figures = figures(findings);
    Figure.write(figures, folder);
    String page = new Page(findings, figures).html();
    Files.writeString(folder.resolve("report.html"), page, StandardCharsets.UTF_8);
  }

  /** Each figure is drawn by itself, several at a time. */
  private static List<Figure> figures(ReportModel findings) {
    List<Supplier<Optional<Figure>>> drawn = new ArrayList<>();
    ExperimentResult result = findings.result();
    drawn.add(() -> result.picture().map(picture -> InputFigure.of(findings)));
    if (result.inputAttribution().rank() == 3) {
      drawn.add(() -> Optional.of(AttributionFigure.of(findings)));
      drawn.add(() -> NeuronFigure.of(findings));
    } else {
      drawn.add(() -> Optional.of(parts(findings)));
    }
    drawn.add(() -> UnitFigure.of(findings));
    drawn.add(() -> result.trace().map(trace -> PathFigure.of(findings, trace)));
    drawn.add(
        () ->
            findings.curves().isEmpty() ? Optional.empty() : Optional.of(CurveFigure.of(findings)));
    findings.parts().forEach(part -> drawn.add(() -> figure(findings, part)));
    return drawn.parallelStream().map(Supplier::get).flatMap(Optional::stream).toList();
  }

  /** The figure of a part; empty for a table and for what another figure takes up. */
  private static Optional<Figure> figure(ReportModel findings, ReportPart part) {
    if (part instanceof ReportPart.MapsPart maps) {
      boolean pictures = maps.maps().stream().allMatch(one -> one.map().rank() == 3);
      return pictures && !maps.maps().isEmpty()
          ? Optional.of(MapsFigure.of(findings, maps))
          : Optional.empty();
    }
    if (part instanceof ReportPart.CurvesPart curves) {
      return Optional.of(CurveFigure.of(findings, curves));
    }
    if (part instanceof ReportPart.ChartPart chart) {
      return Optional.of(ChartFigure.of(chart));
    }
    if (part instanceof ReportPart.StripsPart strips) {
      return Optional.of(StripsFigure.of(strips));
    }
    return part instanceof ReportPart.GridPart grid
        ? Optional.of(GridFigure.of(grid))
        : Optional.empty();
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
