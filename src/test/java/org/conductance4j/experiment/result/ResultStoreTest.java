package org.conductance4j.experiment.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.experiment.config.FigureOptions;
import org.conductance4j.pruning.CurvePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultStoreTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void json_pathWithoutTolerance_saysSo() {
    assertThat(RecordJson.of(new Metrics.Path("midpoint", 8, null, 1e-4, null, null)))
        .contains("\"tolerance\" : null")
        .doesNotContain("outcome");
  }

  private static ExperimentResult result(double score) {
    Metrics metrics =
        PlainResults.metrics(
            "made-up",
            new Metrics.Objective("probability", 2, "traffic light", null, score, 0.25),
            new Metrics.Layer("stage2", List.of(2, 1, 1), 2),
            new Metrics.Region(3),
            new Metrics.Path("adaptive", 9, 1e-3, 1e-4, null, null),
            new Metrics.InputAttribution(0.5, 0.375, 0.125),
            new Ledger(1e-4, 2e-4, 3e-4, 0, 0),
            List.of(new CurvePoint("random:0", 0.5, 1, 0.5, 0.25, 0.125, 0.375, 0.0625)),
            new Metrics.Seconds(1.5, Map.of("path", 1.0)));
    return PlainResults.of(
        metrics,
        provenance("a1"),
        Optional.empty(),
        Optional.empty(),
        Tensor.of(new int[] {2}, new double[] {0.375, 0.125}),
        List.of(new RankingScores("random:0", Tensor.zeros(2, 1, 1))),
        List.of(new PrunedMap("layer-conductance", 0.01, Tensor.zeros(2))),
        FigureOptions.DEFAULT);
  }

  private static Provenance provenance(String network) {
    return new Provenance(
        new Provenance.Tool("1", null),
        Map.of("seed", 1L),
        "c0",
        Map.of("seed", List.of(1L)),
        Map.of("network", network),
        "float32",
        new Provenance.Backend("CpuBackend", "1", "made up"),
        "jvm",
        "os",
        "cpu",
        "2026-01-01T00:00:00Z",
        1.5,
        null);
  }

  private List<String> entries(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void write_result_makesTheContractedFiles() throws IOException {
    Path target = folder.resolve("results/made-up");
    new ResultStore(target, List.of()).write(result(0.75), staging -> {});

    assertThat(entries(folder.resolve("results")))
        .containsExactly(
            "made-up/areas.csv",
            "made-up/attributions/input.npy",
            "made-up/attributions/pruned-layer-conductance-0.01.npy",
            "made-up/curves.csv",
            "made-up/metrics.json",
            "made-up/provenance.json",
            "made-up/ranking-random-0.npy");
    assertThat(Files.readString(target.resolve("curves.csv")))
        .isEqualTo(
            """
            ranking,fraction,pruned,score,inside,outside,all
            random:0,0.5,1,0.5,0.25,0.125,0.375
            """);
    assertThat(Npy.read(target.resolve("attributions/input.npy")).toArray())
        .containsExactly(0.375, 0.125);
    assertThat(Npy.read(target.resolve("ranking-random-0.npy")).shape()).containsExactly(2, 1, 1);
  }

  @Test
  void metrics_asJson_haveTheContractedKeys() throws IOException {
    assertThat(MetricsJson.of(result(0.75).metrics(), List.of()))
        .isEqualTo(
            """
            {
              "schema" : 1,
              "experiment" : "made-up",
              "objective" : {
                "kind" : "probability",
                "class" : 2,
                "label" : "traffic light",
                "at_input" : 0.75,
                "at_baseline" : 0.25
              },
              "layer" : {
                "name" : "stage2",
                "shape" : [ 2, 1, 1 ],
                "neurons" : 2
              },
              "region" : {
                "pixels" : 3
              },
              "path" : {
                "rule" : "adaptive",
                "nodes" : 9,
                "tolerance" : 0.001,
                "error_estimate" : 1.0E-4
              },
              "input_attribution" : {
                "all" : 0.5,
                "inside" : 0.375,
                "outside" : 0.125
              },
              "ledger" : {
                "input_completeness" : 1.0E-4,
                "conductance_completeness" : 2.0E-4,
                "regional_completeness" : 3.0E-4,
                "region_additivity" : 0.0,
                "bypass_share" : 0.0
              },
              "curves" : [ {
                "ranking" : "random:0",
                "fraction" : 0.5,
                "pruned" : 1,
                "score" : 0.5,
                "inside" : 0.25,
                "outside" : 0.125,
                "all" : 0.375
              } ],
              "warnings" : [ ],
              "seconds" : {
                "total" : 1.5,
                "stages" : {
                  "path" : 1.0
                }
              }
            }
            """);
  }

  @Test
  void write_extraFails_leavesTheEarlierResultAndNothingElse() throws IOException {
    Path target = folder.resolve("kept");
    ResultStore store = new ResultStore(target, List.of());
    store.write(result(0.75), staging -> {});

    assertThatThrownBy(
            () ->
                store.write(
                    result(0.5),
                    staging -> {
                      Files.writeString(staging.resolve("report.html"), "half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(target + ": must be writable, got disk full");

    assertThat(target.resolve("metrics.json")).content().contains("\"at_input\" : 0.75");
    assertThat(target.resolve("report.html")).doesNotExist();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(target);
    }
  }

  @Test
  void write_whileStaging_nothingStandsUnderTheFinalName() throws IOException {
    Path target = folder.resolve("new");

    new ResultStore(target, List.of())
        .write(result(0.75), staging -> assertThat(target).doesNotExist());

    assertThat(target).isDirectory();
  }

  @Test
  void write_laterResult_replacesAllOfTheEarlierOne() throws IOException {
    Path target = folder.resolve("again");
    ResultStore store = new ResultStore(target, List.of());
    store.write(result(0.75), staging -> Files.writeString(staging.resolve("report.html"), "old"));
    store.check();
    store.write(result(0.5), staging -> {});

    assertThat(target.resolve("metrics.json")).content().contains("\"at_input\" : 0.5");
    assertThat(target.resolve("report.html")).doesNotExist();
  }

  @Test
  void write_abandonedStaging_isRemovedOnlyWhenOld() throws IOException {
    Path old = Files.createDirectory(folder.resolve(".mine.1.2.part"));
    Path recent = Files.createDirectory(folder.resolve(".mine.3.4.part"));
    Path foreign = Files.createDirectory(folder.resolve(".minerals"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    new ResultStore(folder.resolve("mine"), List.of()).write(result(0.75), staging -> {});

    assertThat(old).doesNotExist();
    assertThat(recent).exists();
    assertThat(foreign).exists();
  }

  @Test
  void check_runKilledWhileReplacing_theEarlierResultIsBack() throws IOException {
    Path target = folder.resolve("mine");
    ResultStore store = new ResultStore(target, List.of());
    store.write(result(0.75), staging -> {});
    // A run that nobody has any more: numbers of processes stay below this one.
    Files.move(target, folder.resolve(".mine.9999999999.2.old"));
    Files.createDirectory(folder.resolve(".mine.9999999999.1.part"));

    store.check();

    assertThat(store.resumes(provenance("a1"))).isTrue();
    assertThat(folder.resolve(".mine.9999999999.2.old")).doesNotExist();
  }

  @Test
  void check_runThatIsStillReplacing_isLeftToIt() throws IOException {
    long another = ProcessHandle.current().parent().orElseThrow().pid();
    Path old = Files.createDirectory(folder.resolve(".mine." + another + ".2.old"));

    new ResultStore(folder.resolve("mine"), List.of()).check();

    assertThat(old).exists();
    assertThat(folder.resolve("mine")).doesNotExist();
  }

  private static String folder(String layer) {
    RankingScores ranking = new RankingScores("random", Tensor.zeros(1));
    String path = new LayerScores(layer, List.of(ranking)).files().get(0).path();
    return path.replaceFirst("layers/(.*)/ranking-random.npy", "$1");
  }

  @Test
  void layersOfLikeNames_foldersOfTheirOwn_plainNamesAsTheyAre() {
    List<String> layers =
        List.of(
            "blocks.4", "stage2", "block_1-add", "a/b", "a_b", "a:b", ".a", "_a", "\ud83d\ude00");

    List<String> folders = layers.stream().map(layer -> folder(layer)).toList();

    assertThat(folders)
        .containsExactly(
            "blocks.4",
            "stage2",
            "block_1-add",
            "a=2f=b",
            "a_b",
            "a=3a=b",
            "=2e=a",
            "_a",
            "=1f600=");
  }

  @Test
  void holds_sameConfigAndFiles_isTrueOnlyThen() throws IOException {
    ResultStore store = new ResultStore(folder.resolve("resumed"), List.of());
    assertThat(store.resumes(provenance("a1"))).isFalse();
    store.write(result(0.75), staging -> {});

    assertThat(store.resumes(provenance("a1"))).isTrue();
    assertThatThrownBy(() -> store.resumes(provenance("b2")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("sha256.network a1, got b2");
  }
}
