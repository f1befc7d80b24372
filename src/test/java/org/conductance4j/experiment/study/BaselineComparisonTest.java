package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.result.BaselineComparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineComparisonTest {

  @TempDir private Path folder = Path.of("");

  private ExperimentConfig read(String baselines) throws IOException {
    Path config = TinyNetwork.write(folder);
    Files.writeString(config, TinyNetwork.config() + "baselines: " + baselines + "\n");
    return Sections.read(config, List.of());
  }

  private static ExperimentResult run(ExperimentConfig config) {
    return new Run(config, (stage, fraction) -> {}, Clock.systemUTC()).execute();
  }

  @Test
  void baselines_several_areEachExplainedAndTheStudysOwnAgrees() throws IOException {
    ExperimentResult result = run(read("[black, white, 'blur:2', 'gaussian:20,1']"));

    List<BaselineComparison.Entry> entries =
        result.found(BaselineComparison.class).orElseThrow().entries();
    Metrics metrics = result.metrics();
    assertThat(entries)
        .extracting(BaselineComparison.Entry::baseline)
        .containsExactly("black", "white", "blur:2", "gaussian:20,1");
    BaselineComparison.Entry own = entries.get(0);
    assertThat(own.atBaseline()).isCloseTo(metrics.objective().atBaseline(), within(1e-7));
    assertThat(own.inside())
        .isCloseTo(
            metrics.inputAttribution().inside(),
            within(2e-3 * Math.abs(metrics.inputAttribution().all())));
    for (BaselineComparison.Entry entry : entries) {
      assertThat(entry.all())
          .isCloseTo(metrics.objective().atInput() - entry.atBaseline(), within(1e-6));
      assertThat(entry.inside() + entry.outside()).isCloseTo(entry.all(), within(1e-9));
      assertThat(entry.map().sum())
          .isCloseTo(entry.all(), within(1e-6 + entry.completeness() * Math.abs(entry.all())));
      assertThat(entry.completeness()).isLessThan(2e-3);
    }
    assertThat(entries.get(1).map()).isNotEqualTo(own.map());
  }

  @Test
  void baselines_stored_areATableAndArrays() throws IOException {
    ExperimentResult result = run(read("[black, 'gaussian:20,1']"));
    Path out = folder.resolve("out");

    new ResultStore(out, Sections.files()).write(result, staging -> {});

    assertThat(Files.readAllLines(out.resolve("baselines.csv")))
        .hasSize(3)
        .element(2)
        .asString()
        .startsWith("\"gaussian:20,1\",");
    assertThat(Npy.read(out.resolve("attributions/baseline-1.npy")).shape())
        .containsExactly(3, TinyNetwork.SIZE, TinyNetwork.SIZE);
    new ResultStore(out, Sections.files()).check();
  }

  @Test
  void baselines_wrongEntries_areToldWithTheirLine() {
    assertThatThrownBy(() -> read("[blak, black, black]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(":13 baselines")
        .hasMessageContaining("did you mean 'black'?")
        .hasMessageContaining("must name each entry once, got black, black");
    assertThatThrownBy(() -> read("['draws:4;uniform:1']"))
        .hasMessageContaining("must be one baseline, got 'draws:4;uniform:1'");
  }
}
