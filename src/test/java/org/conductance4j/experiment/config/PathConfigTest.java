package org.conductance4j.experiment.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathErrors;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.PathTrace;
import org.conductance4j.experiment.study.Run;
import org.conductance4j.experiment.study.Sections;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code path} of a config, and runs along other paths. */
class PathConfigTest {

  private static final int PATH = 9;

  @TempDir private Path folder = Path.of("");

  private ExperimentConfig read(String path) throws IOException {
    Path config = TinyNetwork.write(folder);
    return Sections.read(Files.writeString(config, TinyNetwork.configWith(PATH, path)), List.of());
  }

  private ExperimentResult run(String path) throws IOException {
    return new Run(read(path), (stage, fraction) -> {}, Clock.systemUTC()).execute();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "path: {steps: 8, tolerance: 1e-2}|path: must have one of steps, tolerance and passes, got"
            + " more; choose one",
        "path: {passes: 800, tolerance: 1e-2}|path: must have one of steps, tolerance and passes,"
            + " got more; choose one",
        "path: {rule: left, passes: 800}|path.passes: goes with the rule adaptive, got the rule"
            + " left; give steps",
        "path: {tolerance: 1e-8}|path.tolerance: must be at least 1.0E-6, the rounding of this"
            + " precision, got 1.0E-8; choose a larger one or dtype: float64",
        "path: {steps: 2000000}|path.steps: must be a whole number from 1 to 1048576, got"
            + " '2000000'",
        "path: {through: [absent.png]}|path.through.0: must be a file that exists, got no such file"
            + " 'FOLDER/absent.png'; name a picture or an array",
      })
  void read_pathThatMakesNoSense_isOneLine(String path, String message) {
    assertThatThrownBy(() -> read(path))
        .hasMessage(
            folder.resolve("tiny.yaml") + ":9 " + message.replace("FOLDER", folder.toString()));
  }

  @Test
  void read_budget_isOfTheAdaptiveRule() throws IOException {
    assertThat(read("path: {passes: 900}").path()).isEqualTo(PathOptions.budget(900));
  }

  @Test
  void run_budget_isToldWithoutATolerance() throws IOException {
    Metrics.Path path = run("path: {passes: 200}").metrics().path();

    assertThat(path.outcome()).isEqualTo("budget-spent");
    assertThat(path.tolerance()).isNull();
    PathErrors errors = requireNonNull(path.errors());
    assertThat(errors.regions()).hasSize(1);
    assertThat(errors.regions().get(0)).isLessThanOrEqualTo(path.errorEstimate());
    assertThat(errors.elements().stream().map(PathErrors.Elements::part))
        .containsExactly(Part.INPUT, Part.LAYER, Part.REGIONS);
  }

  /** Through the picture itself: its second part stands still, so that nothing changes. */
  @Test
  void run_throughTheInput_hasTheSumsOfTheStraightPath() throws IOException {
    ExperimentResult straight = run("path: {rule: adaptive, tolerance: 1e-3}");
    ExperimentResult detour = run("path: {tolerance: 1e-3, through: [picture.png]}");

    double change =
        Math.abs(
            straight.metrics().objective().atInput() - straight.metrics().objective().atBaseline());
    assertThat(detour.metrics().inputAttribution().inside())
        .isCloseTo(straight.metrics().inputAttribution().inside(), within(2e-3 * change));
    for (int k = 0; k < straight.metrics().curves().size(); k++) {
      CurvePoint expected = straight.metrics().curves().get(k);
      CurvePoint found = detour.metrics().curves().get(k);
      assertThat(found.score()).as(expected.ranking()).isEqualTo(expected.score());
      assertThat(found.inside()).isCloseTo(expected.inside(), within(5e-2 * change));
      assertThat(found.all()).isCloseTo(expected.all(), within(1e-6));
    }
    PathTrace trace = detour.trace().orElseThrow();
    assertThat(trace.frames().get(4).picture().toArray())
        .isEqualTo(trace.frames().get(8).picture().toArray());
    assertThat(trace.places().stream().mapToDouble(PathTrace.Place::weight).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(detour.provenance().sha256()).containsKey("through-1");
    Path out = Files.createDirectory(folder.resolve("out"));
    Report.write(detour, out);
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("straight lines from the baseline through a given place to the input")
        .contains("the top 1 % by conductance");
    assertThat(out.resolve("figures").resolve("path.png")).isNotEmptyFile();
  }
}
