package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.ReportPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapsFigureTest {

  @TempDir private Path folder = Path.of("");

  private static BaselineComparison.Entry entry(String name, double atBaseline, Tensor map) {
    return new BaselineComparison.Entry(name, atBaseline, 0.9, 0.7, 0.2, 4e-4, 100, map);
  }

  @Test
  void of_pictures_tellsScoreAndSharesOfEachBaseline() {
    ExperimentResult result = MadeUp.striking();
    Tensor map = result.inputAttribution();

    ReportModel findings = with(result, entry("black", 0.003, map), entry("blur:10", 0.25, map));
    Figure figure = MapsFigure.of(findings, (ReportPart.MapsPart) findings.parts().get(0));

    assertThat(figure.id()).isEqualTo("baselines");
    assertThat(figure.description())
        .isEqualTo(
            "Maps of pixel contributions: from black: probability there: 0.003, inside 0.700,"
                + " outside 0.200; from blur:10: probability there: 0.250, inside 0.700, outside"
                + " 0.200.");
    assertThat(figure.png().width()).isGreaterThan(1000);
  }

  @Test
  void write_featuresOrNothing_hasNoSuchFigure() throws IOException {
    for (ReportModel findings :
        List.of(
            with(MadeUp.features(), entry("constant:0", 0, Tensor.zeros(6))),
            with(MadeUp.striking()))) {
      Path folder = Files.createTempDirectory(this.folder, "report");

      Report.write(findings.result(), folder);

      assertThat(folder.resolve("figures/baselines.png")).doesNotExist();
    }
  }

  private static ReportModel with(ExperimentResult result, BaselineComparison.Entry... entries) {
    BaselineComparison found = new BaselineComparison(List.of(entries));
    return new ReportModel(PlainResults.with(result, result.metrics(), found));
  }
}
