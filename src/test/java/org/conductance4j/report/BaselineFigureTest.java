package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.junit.jupiter.api.Test;

class BaselineFigureTest {

  private static BaselineComparison.Entry entry(String name, double atBaseline, Tensor map) {
    return new BaselineComparison.Entry(name, atBaseline, 0.9, 0.7, 0.2, 4e-4, 100, map);
  }

  @Test
  void of_pictures_tellsScoreAndSharesOfEachBaseline() {
    ExperimentResult result = MadeUp.striking();
    Tensor map = result.inputAttribution();

    Figure figure =
        BaselineFigure.of(
                new ReportModel(result),
                new BaselineComparison(
                    List.of(entry("black", 0.003, map), entry("blur:10", 0.25, map))))
            .orElseThrow();

    assertThat(figure.id()).isEqualTo("baselines");
    assertThat(figure.description())
        .isEqualTo(
            "Maps of pixel contributions: from black: probability there: 0.003, inside 0.700,"
                + " outside 0.200; from blur:10: probability there: 0.250, inside 0.700, outside"
                + " 0.200.");
    assertThat(figure.png().width()).isGreaterThan(1000);
  }

  @Test
  void of_featuresOrNothing_isNoFigure() {
    ReportModel findings = new ReportModel(MadeUp.features());

    assertThat(
            BaselineFigure.of(
                findings, new BaselineComparison(List.of(entry("constant:0", 0, Tensor.zeros(6))))))
        .isEmpty();
    assertThat(BaselineFigure.of(findings, new BaselineComparison(List.of()))).isEmpty();
  }
}
