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
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.ReportPart;
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
          Robustness.Thresholds.DEFAULT,
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

  private static final List<Double> POINTS = List.of(0.0, 0.01, 0.9);

  private static ExperimentResult with(Object... found) {
    Metrics from = MadeUp.striking().metrics();
    return PlainResults.with(
        MadeUp.striking(),
        PlainResults.metrics(
            from.experiment(),
            from.objective(),
            from.layer(),
            from.region(),
            from.path(),
            from.inputAttribution(),
            from.ledger(),
            from.curves(),
            new Metrics.Seconds(9, Map.of("path", 6.6, "comparison", 61.0))),
        found);
  }

  private static Figure grid(ExperimentResult result) {
    return new ReportModel(result)
        .parts().stream()
            .filter(ReportPart.GridPart.class::isInstance)
            .map(part -> GridFigure.of((ReportPart.GridPart) part))
            .findFirst()
            .orElseThrow();
  }

  /** The page without its figures, or with some. */
  private static String page(ExperimentResult result, Figure... figures) {
    return new Page(new ReportModel(result), List.of(figures)).html().replace('\u00a0', ' ');
  }

  @Test
  void comparison_page_setsBothRulesSideBySide() {
    assertThat(page(with(COMPARISON)))
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
    ExperimentResult result = with(ROBUSTNESS);
    String html = page(result, CurveFigure.of(new ReportModel(result)), grid(result));

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
        .contains("<td>random pruning does it, too</td>", "<td class=\"holds\">holds</td>")
        .containsSubsequence("id=\"robustness\"", "The reference setting", "id=\"curves\"");
  }

  @Test
  void robustness_figure_coloursEachCellByItsVerdict() throws IOException {
    BufferedImage image = image(grid(with(ROBUSTNESS)));

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

    assertThat(page(changed(List.of(warning), Optional.empty())))
        .contains("<p class=\"caution\">Careful: " + warning + ".</p>");
    assertThat(page(MadeUp.striking())).doesNotContain("<p class=\"caution\">");
  }

  /** The striking result with warnings or a close-up. */
  private static ExperimentResult changed(List<String> warnings, Optional<Tensor> closeUp) {
    ExperimentResult made = MadeUp.striking();
    Metrics from = made.metrics();
    return new ExperimentResult(
        new Metrics(
            from.schema(),
            from.experiment(),
            from.objective(),
            from.layer(),
            from.region(),
            from.path(),
            from.inputAttribution(),
            from.ledger(),
            from.curves(),
            warnings,
            null,
            null,
            from.seconds()),
        made.provenance(),
        made.picture(),
        closeUp,
        made.region(),
        made.channels(),
        made.parts(),
        made.inputAttribution(),
        made.rankings(),
        made.prunedMaps(),
        made.figures(),
        made.trace(),
        List.of());
  }

  @Test
  void publishedCurves_keyAndCaption_sayWhetherTheyCompare() {
    ReportPart.DashedCurves same = dashed(Map.of("layer", "stage2"));
    ReportPart.DashedCurves other = dashed(Map.of("model.architecture", "resnet152"));

    assertThat(same.key()).isEqualTo("as published");
    assertThat(same.caption()).endsWith("were published for these settings.");
    assertThat(other.key()).isEqualTo("as published, other network");
    assertThat(other.caption())
        .endsWith("for another network, so their shape can be compared, their size cannot.");
  }

  private static ReportPart.DashedCurves dashed(Map<String, String> study) {
    ReportModel findings = new ReportModel(with(published("regional-conductance", study)));
    return (ReportPart.DashedCurves) findings.parts().get(0);
  }

  private static PublishedCurves published(String ranking, Map<String, String> study) {
    List<Double> low = List.of(-2.0, -2.0, -2.0);
    PublishedCurves.Curve curve = new PublishedCurves.Curve(ranking, low, low, low);
    return new PublishedCurves("made up", "as published", study, POINTS, List.of(curve));
  }

  /** At 90 % nothing is drawn, since the run ends at 50 %. */
  @Test
  void publishedCurves_figure_areDashedInTheRankingsColourAndEndWhereTheRunEnds()
      throws IOException {
    BufferedImage with = curves(with(published("regional-conductance", Map.of())));
    BufferedImage none = curves(with(published("magnitude", Map.of())));

    List<Integer> columns = new ArrayList<>();
    for (int x = 690 + 92; x < 2 * 690 - 40; x++) {
      int lowest = 0;
      for (int y = 470; y < 600; y++) {
        lowest += rgb(with, x, y) == 0x0072b2 ? 1 : 0;
      }
      if (lowest > 0) {
        columns.add(x);
      }
    }
    assertThat(columns).isNotEmpty().allMatch(x -> x < 690 + 92 + 558 / 4);
    assertThat(none.getWidth()).isEqualTo(with.getWidth());
  }

  private static BufferedImage curves(ExperimentResult result) throws IOException {
    return image(CurveFigure.of(new ReportModel(result)));
  }

  @Test
  void margin_className_namesBothClassesOnce() {
    assertThat(margin("traffic light - car")).isEqualTo("‘traffic light - car’");
    assertThat(margin(null)).isEqualTo("class 2 over class 1");
  }

  private static String margin(@Nullable String label) {
    ExperimentResult made = MadeUp.striking();
    Metrics.Objective objective = new Metrics.Objective("margin", 2, label, 1, 3, 0);
    return new ReportModel(PlainResults.with(made, PlainResults.with(made.metrics(), objective)))
        .className();
  }

  @Test
  void closeUp_inputFigure_showsTheOriginalsDetail() throws IOException {
    double[] stripes = new double[3 * 672 * 672];
    Arrays.setAll(stripes, i -> i % 2);
    Tensor closeUp = Tensor.of(new int[] {3, 672, 672}, stripes);

    ReportModel fine = new ReportModel(changed(List.of(), Optional.of(closeUp)));
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
