package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.LayerCurves;
import org.conductance4j.experiment.result.LayerScores;
import org.conductance4j.experiment.result.OtherLayers;
import org.conductance4j.experiment.result.ResultStore;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.report.Report;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pruning at other layers than the study's own, each by itself or several together. */
class LayersStudyTest {

  private static final int FIRST = 4 * 10 * 10;
  private static final int SECOND = 5 * 8 * 8;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writeNetwork() {
    TinyNetwork.write(folder);
  }

  private ExperimentConfig config(String layers, String... overrides) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("layers.yaml"), TinyNetwork.config() + "layers: " + layers + "\n");
    return Sections.read(file, List.of(overrides));
  }

  private static ExperimentResult run(ExperimentConfig config) {
    return new Run(config, ProgressListener.SILENT, Clock.systemUTC()).execute();
  }

  @Test
  void layers_aloneAndTogether_haveCurvesOfEveryRankingAndFraction() throws IOException {
    ExperimentResult result = run(config("[second, first, [second, first]]"));

    OtherLayers found = result.found(OtherLayers.class).orElseThrow();
    List<LayerCurves> layers = found.curves();
    assertThat(layers)
        .extracting(LayerCurves::name)
        .containsExactly("second", "first", "first + second");
    assertThat(layers)
        .extracting(LayerCurves::neurons)
        .containsExactly((long) SECOND, (long) FIRST, (long) FIRST + SECOND);
    assertThat(layers.get(1).curves()).isEqualTo(result.metrics().curves());
    for (LayerCurves there : layers) {
      assertThat(there.curves()).hasSize(4 * 3);
      CurvePoint half = there.curves().get(2);
      assertThat(half.pruned()).isEqualTo(there.neurons() / 2);
      assertThat(half.inside() + half.outside()).isEqualTo(half.all());
      assertThat(there.curves().get(0).score()).isEqualTo(result.metrics().objective().atInput());
    }
    assertThat(found.scores()).extracting(LayerScores::layer).containsExactly("second");
    assertThat(found.scores().get(0).rankings().get(0).scores().length()).isEqualTo(SECOND);
  }

  @Test
  void layers_ofAResult_haveATableScoresAndFigures() throws IOException {
    ExperimentResult result = run(config("[second, [first, second]]"));
    Path out = folder.resolve("out");
    new ResultStore(out, Sections.files()).write(result, staging -> Report.write(result, staging));

    List<String> lines = Files.readAllLines(out.resolve("layers.csv"));
    assertThat(lines).hasSize(1 + 2 * 4 * 3);
    assertThat(lines.get(0)).isEqualTo("layers,ranking,fraction,pruned,score,inside,outside,all");
    assertThat(lines.get(13)).startsWith("\"first + second\",regional-conductance,0.0,0,");
    assertThat(Npy.read(out.resolve("layers/second/ranking-layer-conductance.npy")).shape())
        .containsExactly(5, 8, 8);
    assertThat(out.resolve("figures/curves-1.png")).isNotEmptyFile();
    assertThat(out.resolve("figures/curves-2.png")).isNotEmptyFile();
    assertThat(Files.readString(out.resolve("report.html")).replace('\u00a0', ' '))
        .contains("What pruning layer ‘second’ does (320 neurons)")
        .contains("What pruning layers ‘first’ and ‘second’ together does (720 neurons)")
        .contains("Other layers, 5 % of the neurons pruned");
    new ResultStore(out, Sections.files()).check();
  }

  @Test
  void config_problemsOfLayers_areToldWithTheirLine() {
    assertProblem("[]", "layers: must have at least one layer, got an empty list");
    assertProblem("[first, first]", "layers.1: must be given once, got it again");
    assertProblem(
        "[[first]]",
        "layers.0: must be different layers whose neurons are ranked together, got [first]; write"
            + " a layer alone without brackets");
    assertProblem(
        "[[first, second]]",
        "layers.0: needs a ranking of one scale in all layers, got none; add"
            + " regional-conductance, layer-conductance or random",
        "rankings=[activation]");
    assertProblem(
        "[[first, second]]",
        "layers.0: needs a constant in the place of pruned neurons, got the replacement path;"
            + " choose zero, baseline or mean:FILE",
        "replacement=path");
  }

  private void assertProblem(String layers, String problem, String... overrides) {
    assertThatThrownBy(() -> config(layers, overrides))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layers.yaml:13 " + problem);
  }

  @Test
  void layerThatIsNotThere_refusedBeforeAnythingIsComputed() throws IOException {
    ExperimentConfig config = config("[secnd]");

    assertThatThrownBy(() -> run(config))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            ".*layers.yaml:13 layers: layer: needs the name of one that exists, got 'secnd'; did"
                + " you mean 'second'\\?");
  }
}
