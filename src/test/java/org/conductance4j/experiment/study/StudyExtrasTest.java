package org.conductance4j.experiment.study;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.result.Comparison;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.Robustness;
import org.conductance4j.experiment.result.Robustness.Row;
import org.conductance4j.experiment.result.Robustness.Verdict;
import org.conductance4j.pruning.CurvePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections of a config that repeat a study: by another rule, and under other settings. */
class StudyExtrasTest {

  private static final String ROBUSTNESS =
      """
      robustness:
        layers: [first, second]
        baselines: [black, white]
        objectives: [probability, logit]
        regions: {a: "box:2,7,3,9", b: "box:7,11,0,5"}
        fraction: 0.05
      """;

  @TempDir private Path folder = Path.of("");

  private ExperimentConfig read(String more) throws IOException {
    Path config = TinyNetwork.write(folder);
    return Sections.read(Files.writeString(config, TinyNetwork.config() + more), List.of());
  }

  private ExperimentResult run(String more) throws IOException {
    return new Run(read(more), (stage, fraction) -> {}, Clock.systemUTC()).execute();
  }

  @Test
  void comparison_publishedRule_differsAndIsNotAdditive() throws IOException {
    Comparison comparison =
        run("path-comparison: {rule: published, steps: 8}\n").found(Comparison.class).orElseThrow();

    Comparison.Side exact = comparison.study();
    Comparison.Side other = comparison.other();
    assertThat(other.rule()).isEqualTo("published");
    assertThat(other.nodes()).isEqualTo(8);
    assertThat(other.jvp()).isZero();
    assertThat(other.vjp()).isEqualTo(8);
    assertThat(other.forward()).isGreaterThanOrEqualTo(8 * 4);
    assertThat(exact.additivityGap()).isLessThan(1e-4);
    assertThat(other.additivityGap()).isGreaterThan(10 * exact.additivityGap());
    assertThat(exact.regionalConductance())
        .isCloseTo(exact.inside(), within(2e-3 * Math.abs(exact.inside())));
    assertThat(comparison.rankings())
        .extracting(Comparison.Agreement::ranking)
        .containsExactly("regional-conductance", "layer-conductance");
    assertThat(requireNonNull(comparison.rankings().get(0).rankCorrelation()))
        .isBetween(0.5, 0.9999999);
  }

  @Test
  void comparison_formerKey_isReadButNotBesideTheNewOne() throws IOException {
    String section = "comparison: {rule: left, steps: 4}\n";

    assertThat(read(section).section(ComparisonOptions.class))
        .isEqualTo(read("path-" + section).section(ComparisonOptions.class))
        .isPresent();
    assertThatThrownBy(() -> read(section + "path-" + section))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            ":13 comparison: must be left out beside path-comparison, its name from now on");
  }

  @Test
  void comparison_sameRule_isRefused() {
    assertThatThrownBy(() -> read("comparison: {rule: nearest}\n"))
        .hasMessageContaining("unknown id 'nearest'");
    assertThatThrownBy(
            () ->
                Sections.read(
                    TinyNetwork.write(folder),
                    List.of("path={rule: left, steps: 4}", "comparison={rule: left, steps: 4}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "override comparison: must be another rule than the study's own, got the same");
  }

  @Test
  void robustness_everySetting_hasARowThatAgreesWithTheStudy() throws IOException {
    ExperimentResult result = run(ROBUSTNESS);
    Robustness robustness = result.found(Robustness.class).orElseThrow();

    assertThat(robustness.rows()).hasSize(2 * 2 * 2 * 2);
    Row first = robustness.rows().get(0);
    assertThat(List.of(first.layer(), first.baseline(), first.objective(), first.region()))
        .containsExactly("first", "black", "probability", "a");
    CurvePoint same = result.metrics().curves().get(1);
    assertThat(same.ranking() + " " + same.fraction()).isEqualTo("regional-conductance 0.05");
    assertThat(first.inside())
        .isCloseTo(result.metrics().inputAttribution().inside(), within(1e-4));
    assertThat(first.score()).isCloseTo(same.score(), within(1e-6));
    assertThat(first.probability()).isCloseTo(same.score(), within(1e-6));
    assertThat(first.box()).isCloseTo(same.inside(), within(0.05 * Math.abs(first.inside())));
    assertThat(robustness.rows())
        .filteredOn(row -> row.objective().equals("logit"))
        .allSatisfy(row -> assertThat(row.probability()).isBetween(0.0, 1.0));
  }

  @Test
  void robustness_verdicts_followFromTheNumbers() throws IOException {
    Robustness robustness = run(ROBUSTNESS).found(Robustness.class).orElseThrow();
    Robustness.Thresholds limits = robustness.thresholds();

    for (Row row : robustness.rows()) {
      double change = row.atInput() - row.atBaseline();
      assertThat(row.share() * change).isCloseTo(row.inside(), within(1e-9));
      assertThat(row.scoreKept())
          .isCloseTo((row.score() - row.atBaseline()) / change, within(1e-9));
      boolean there = row.share() >= limits.leastShare();
      boolean keeps = row.scoreKept() > limits.scoreKept();
      boolean empties = row.boxKept() < limits.boxKept();
      assertThat(row.verdict() == Verdict.LITTLE_THERE).isEqualTo(!there);
      assertThat(row.verdict() == Verdict.SCORE_FALLS).isEqualTo(there && !keeps);
      assertThat(row.verdict() == Verdict.BOX_STAYS).isEqualTo(there && keeps && !empties);
      assertThat(row.verdict() == Verdict.HOLDS)
          .isEqualTo(
              there
                  && keeps
                  && empties
                  && row.randomScoreKept() > limits.scoreKept()
                  && row.randomBoxKept() >= limits.boxKept());
    }
    assertThat(robustness.table().rows()).hasSize(16);
  }

  @Test
  void robustness_regionOrPictureLikeTheBaseline_finiteNumbersAndNothingThere() throws IOException {
    TinyNetwork.write(folder);
    BufferedImage picture = ImageIO.read(folder.resolve("picture.png").toFile());
    ImageIO.write(picture, "png", folder.resolve("same.png").toFile());
    picture.setRGB(11, 11, picture.getRGB(11, 11) ^ 0xffffff);
    ImageIO.write(picture, "png", folder.resolve("corner.png").toFile());
    String section = ROBUSTNESS.replace("[black, white]", "[same.png, corner.png]");

    List<Row> rows = run(section).found(Robustness.class).orElseThrow().rows();

    assertThat(rows).hasSize(16);
    for (Row row : rows) {
      assertThat(row.inside()).isZero();
      assertThat(
              List.of(
                  row.share(),
                  row.scoreKept(),
                  row.boxKept(),
                  row.randomScoreKept(),
                  row.randomBoxKept()))
          .allSatisfy(part -> assertThat(part).isFinite());
      assertThat(row.verdict()).isEqualTo(Verdict.LITTLE_THERE);
    }
  }

  @Test
  void memory_otherLayersAndSettings_areInThePlanAndThePeak() throws IOException {
    MemoryUse alone = requireNonNull(run("").metrics().memory());
    String wider = ROBUSTNESS.replace("probability, logit", "probability");

    MemoryUse both = requireNonNull(run(wider).metrics().memory());

    assertThat(both.planned()).isGreaterThan(alone.planned());
    assertThat(both.planned()).isLessThan(both.limit());
    assertThat(both.peak()).isGreaterThan(alone.peak()).isLessThanOrEqualTo(both.planned());
    assertThat(both.peak()).isGreaterThan((long) (0.9 * both.planned()));
  }

  @Test
  void robustness_wrongEntries_areAllTold() {
    String wrong =
        """
        robustness:
          layers: []
          baselines: [blak]
          objectives: [margin, probability, probability]
          regions: {}
        """;

    assertThatThrownBy(() -> read(wrong))
        .hasMessageContaining("robustness.layers: must have at least one entry, got an empty list")
        .hasMessageContaining("did you mean 'black'?")
        .hasMessageContaining("unknown id 'margin'")
        .hasMessageContaining("robustness.objectives: must name each entry once")
        .hasMessageContaining("robustness.regions: is needed; write {right: box:");
  }

  @Test
  void robustness_layerThatIsNotThere_isToldWhereItWasWritten() throws IOException {
    Run run =
        new Run(
            read(ROBUSTNESS.replace("[first, second]", "[fisrt]")),
            (stage, fraction) -> {},
            Clock.systemUTC());

    assertThatThrownBy(run::execute)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("robustness.layers: ")
        .hasMessageContaining("'fisrt'");
  }

  @Test
  void publishedCurves_otherForm_isRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("curves.json"), "{\"source\": 1, \"nam\": 2}");

    assertThatThrownBy(() -> read("figures: {published: curves.json}\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("figures.published")
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("must hold source, name, study, fractions, and curves");
  }

  @Test
  void publishedCurves_shippedFile_isComparableToItsOwnSettingsAlone() {
    PublishedCurves curves =
        PublishedCurves.read(Path.of("experiments/stoplight/published-curves.json"));
    Map<String, Object> config =
        new LinkedHashMap<>(
            Map.of(
                "model", Map.of("architecture", "resnet152"),
                "layer", "layer2",
                "objective", "probability:920",
                "baseline", "black",
                "region", "box:45,90,100,130"));

    assertThat(curves.differences(config)).isEmpty();
    config.put("model", Map.of("architecture", "efficientnet-lite0"));
    assertThat(curves.differences(config)).containsExactly("model.architecture");
  }

  @Test
  void snippetOfTheDocs_isAConfigThatIsRead() throws IOException {
    String page = Files.readString(Path.of("docs", "studies.md"));
    int start = page.indexOf("```yaml\n") + 8;
    String snippet = page.substring(start, page.indexOf("```", start));
    Path base = Path.of("experiments", "stoplight").toAbsolutePath();
    for (String labelled : List.of("inputs.npy", "classes.npy")) {
      Files.createFile(folder.resolve(labelled));
    }

    ExperimentConfig config =
        read(
            snippet
                .replace("../experiments/stoplight", base.toString())
                .replaceAll("box:[0-9,]+", "box:2,7,3,9"));

    assertThat(config.section(RobustnessOptions.class).orElseThrow().variations())
        .hasSize(2 * 4 * 3);
    assertThat(config.section(ComparisonOptions.class).orElseThrow().fraction()).isEqualTo(0.01);
    assertThat(config.section(PublishedCurves.class).orElseThrow().curves()).hasSize(2);
  }
}
