package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.config.RobustnessOptions;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PathResult;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.Robustness.Row;
import org.conductance4j.experiment.result.Robustness.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The parts of a page that only some studies have. */
class StudyPartsTest {

  private static final Comparison COMPARISON =
      new Comparison(
          new Comparison.Side("midpoint", 128, 130, 128, 384, 0.905, 0.087, 0.993, 0.905, 1.6e-6),
          new Comparison.Side("published", 256, 1282, 256, 0, 0.899, 0.096, 1.015, 1.325, 18.22),
          List.of(
              new Comparison.Agreement("regional-conductance", 0.35448, 0.01, 0.5623),
              new Comparison.Agreement("layer-conductance", null, 0.01, 0.968)));

  /** Two layers, one baseline, one objective, two boxes: each verdict but one. */
  private static final Robustness ROBUSTNESS =
      new Robustness(
          0.01,
          RobustnessOptions.Thresholds.DEFAULT,
          List.of(
              row("first", "right", 0.9, 1, -0.5, Verdict.HOLDS),
              row("first", "left", 0.01, 1, 7, Verdict.LITTLE_THERE),
              row("second", "right", 0.9, 0.3, 0.1, Verdict.SCORE_FALLS),
              row("second", "left", 0.2, 0.95, 0.2, Verdict.RANDOM_TOO)));

  private static Row row(
      String layer, String region, double share, double score, double box, Verdict verdict) {
    return new Row(
        layer,
        "black",
        "log-probability",
        region,
        1,
        0,
        share,
        share,
        score,
        score,
        box * share,
        box,
        score,
        1,
        1,
        verdict);
  }

  private static ExperimentResult with(
      @Nullable Comparison comparison,
      @Nullable Robustness robustness,
      List<String> warnings,
      @Nullable PublishedCurves published,
      Optional<Tensor> closeUp) {
    ExperimentResult made = MadeUp.striking();
    Metrics from = made.metrics();
    Metrics metrics =
        PlainResults.metrics(
            from.schema(),
            from.experiment(),
            from.objective(),
            from.layer(),
            from.region(),
            from.path(),
            from.inputAttribution(),
            from.ledger(),
            from.curves(),
            null,
            comparison,
            robustness,
            warnings,
            from.memory(),
            new Metrics.Seconds(9, Map.of("path", 6.6, "comparison", 61.0)));
    return new ExperimentResult(
        metrics,
        made.provenance(),
        made.picture(),
        closeUp,
        made.region(),
        made.parts(),
        made.inputAttribution(),
        made.rankings(),
        made.prunedMaps(),
        new FigureOptions(FigureOptions.Background.PICTURE, List.of(0.01), published, Map.of()),
        Optional.empty(),
        PathResult.NONE,
        List.of(),
        List.of());
  }

  /** The page without its figures, or with some. */
  private static String page(ExperimentResult result, Figure... figures) {
    return new Page(new ReportModel(result), List.of(figures)).html().replace('\u00a0', ' ');
  }

  @Test
  void comparison_page_setsBothRulesSideBySide() {
    assertThat(page(with(COMPARISON, null, List.of(), null, Optional.empty())))
        .contains("<h2>What the choice of the rule changes</h2>")
        .contains("once more, with the rule ‘published’ in place of ‘midpoint’.")
        .contains("miss the whole by 0.00016 % of the difference with ‘midpoint’ and by 1822 %")
        .contains(
            "Of the top 1 % of the neurons by regional conductance, 56 % are the same by both"
                + " rules; the rank correlation over all neurons (Spearman’s; 1 is the same order)"
                + " is 0.3545.")
        .contains("Of the top 1 % of the neurons by conductance, 97 % are the same by both rules.")
        .contains("<td class=\"n\">6.6 s</td><td class=\"n\">1 min 1 s</td>")
        .contains("<td class=\"n\">+0.905</td><td class=\"n\">+1.325</td>");
  }

  @Test
  void robustness_page_beginsWithTheAnswer() {
    ExperimentResult result = with(null, ROBUSTNESS, List.of(), null, Optional.empty());
    String html =
        page(result, CurveFigure.of(new ReportModel(result)), RobustnessFigure.of(ROBUSTNESS));

    assertThat(html)
        .contains(
            "<h1>Where does pruning 1 % keep the score and empty the box, and where not?</h1>")
        .contains("The effect holds in 1 of the 3 in which the box carries at least 5 %")
        .contains(
            "Of the others, the score falls in 1, the box keeps its contribution in none, and"
                + " random pruning empties the box as well in 1.")
        .contains("In 1 settings the question has no answer")
        .contains("It holds, by box: right (1 of 2), left (0 of 1).")
        .contains("It holds, by layer: first (1 of 1), second (0 of 2).")
        .doesNotContain("by baseline:", "by objective:")
        .contains("<td>random pruning does it, too</td>".replace("<td>", "<td class=\"\">"))
        .containsSubsequence("id=\"robustness\"", "The reference setting", "id=\"curves\"");
  }

  @Test
  void robustness_figure_coloursEachCellByItsVerdict() throws IOException {
    BufferedImage image = image(RobustnessFigure.of(ROBUSTNESS));

    int block = 128 + 2 * 76 + 26;
    int x = 150 + 150;
    assertThat(rgb(image, x, 128 + 5)).isEqualTo(0x0072b2);
    assertThat(rgb(image, x, 128 + 76 + 5)).isEqualTo(0xb34700);
    assertThat(rgb(image, x, block + 128 + 5)).isEqualTo(0xffffff);
    assertThat(rgb(image, x, block + 128 + 76 + 5)).isEqualTo(0xb9daf0);
  }

  @Test
  void warning_page_isShownBelowTheAnswer() {
    String warning = "the probability is saturated at the input; consider logit:2";

    assertThat(page(with(null, null, List.of(warning), null, Optional.empty())))
        .contains("<p class=\"caution\">Careful: " + warning + ".</p>");
    assertThat(page(MadeUp.striking())).doesNotContain("<p class=\"caution\">");
  }

  @Test
  void publishedCurves_keyAndCaption_sayWhetherTheyCompare() {
    ReportModel same = new ReportModel(published(Map.of("layer", "stage2")));
    ReportModel other = new ReportModel(published(Map.of("model.architecture", "resnet152")));

    assertThat(new PublishedLines(same).key()).isEqualTo("as published");
    assertThat(new PublishedLines(same).caption()).endsWith("were published for these settings.");
    assertThat(new PublishedLines(other).key()).isEqualTo("as published, other network");
    assertThat(new PublishedLines(other).caption())
        .endsWith("for another network, so their shape can be compared, their size cannot.");
  }

  @Test
  void publishedCurves_lines_endWhereTheRunEnds() {
    PublishedLines lines = new PublishedLines(new ReportModel(published(Map.of())));

    assertThat(lines.lines(true)).hasSize(1);
    Plot.Line line = lines.lines(true).get(0);
    assertThat(line.dashed()).isTrue();
    assertThat(line.colour()).isEqualTo(Palette.REGIONAL);
    assertThat(line.points()).extracting(Plot.Point::fraction).containsExactly(0.0, 0.01);
    assertThat(line.points()).extracting(Plot.Point::value).containsExactly(0.7, -1.1);
    assertThat(lines.linesOfRest().get(0).points())
        .extracting(Plot.Point::value)
        .containsExactly(0.2, 2.1);
  }

  private static ExperimentResult published(Map<String, String> study) {
    PublishedCurves.Curve curve =
        new PublishedCurves.Curve(
            "regional-conductance",
            List.of(0.7, -1.1, 0.0),
            List.of(0.2, 2.1, 0.0),
            List.of(0.9, 1.0, 0.0));
    return with(
        null,
        null,
        List.of(),
        new PublishedCurves(
            "made up", "as published", study, List.of(0.0, 0.01, 0.9), List.of(curve)),
        Optional.empty());
  }

  @Test
  void publishedCurves_ofARankingThatTheRunLacks_areNotDrawn() {
    PublishedCurves.Curve other =
        new PublishedCurves.Curve("magnitude", List.of(1.0), List.of(1.0), List.of(1.0));
    PublishedCurves curves =
        new PublishedCurves("made up", "as published", Map.of(), List.of(0.0), List.of(other));
    ExperimentResult result = with(null, null, List.of(), curves, Optional.empty());

    assertThat(new PublishedLines(new ReportModel(result)).lines(true)).isEmpty();
  }

  @Test
  void margin_className_namesBothClassesOnce() {
    assertThat(margin("traffic light - car")).isEqualTo("‘traffic light - car’");
    assertThat(margin(null)).isEqualTo("class 2 over class 1");
  }

  private static String margin(@Nullable String label) {
    ExperimentResult made = MadeUp.striking();
    Metrics from = made.metrics();
    Metrics metrics =
        PlainResults.metrics(
            from.schema(),
            from.experiment(),
            new Metrics.Objective("margin", 2, label, 1, 3, 0),
            from.layer(),
            from.region(),
            from.path(),
            from.inputAttribution(),
            from.ledger(),
            from.curves(),
            null,
            null,
            null,
            List.of(),
            from.memory(),
            from.seconds());
    return new ReportModel(
            PlainResults.of(
                metrics,
                made.provenance(),
                made.picture(),
                made.region(),
                made.inputAttribution(),
                made.rankings(),
                made.prunedMaps(),
                made.figures(),
                Optional.empty()))
        .className();
  }

  @Test
  void closeUp_inputFigure_showsTheOriginalsDetail() throws IOException {
    double[] stripes = new double[3 * 672 * 672];
    Arrays.setAll(stripes, i -> i % 2);
    Tensor closeUp = Tensor.of(new int[] {3, 672, 672}, stripes);

    ReportModel fine = new ReportModel(with(null, null, List.of(), null, Optional.of(closeUp)));
    BufferedImage image = image(InputFigure.of(fine));

    List<Integer> row = new ArrayList<>();
    for (int x = 300; x < 304; x++) {
      row.add(rgb(image, x, 600));
    }
    assertThat(row).containsExactly(0, 0xffffff, 0, 0xffffff);
  }

  private static BufferedImage image(Figure figure) throws IOException {
    String data = figure.png().dataUri();
    byte[] bytes = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }
}
