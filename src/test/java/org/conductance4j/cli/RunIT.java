package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program on a tiny network. */
class RunIT {

  @TempDir private static Path folder = Path.of("");

  private static Path first = Path.of("");
  private static Path config = Path.of("");

  @BeforeAll
  static void runOnce() {
    config = TinyNetwork.write(folder);
    first = folder.resolve("first");
    assertThat(run("run", config.toString(), "--quiet", "--out", first.toString()))
        .isEqualTo("0 " + first + "\n");
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return code + " " + (out + "" + err).replace("\r\n", "\n");
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void run_tinyNetwork_writesTheWholeResultFolder() throws IOException {
    assertThat(files(first))
        .contains(
            "attributions/input.npy",
            "attributions/pruned-layer-conductance-0.05.npy",
            "attributions/pruned-regional-conductance-0.05.npy",
            "curves.csv",
            "metrics.json",
            "provenance.json",
            "ranking-layer-conductance.npy",
            "ranking-random-0.npy",
            "ranking-random-1.npy",
            "ranking-regional-conductance.npy",
            "report.html")
        .anyMatch(file -> file.startsWith("figures/") && file.endsWith(".png"));
  }

  @Test
  void metrics_tinyNetwork_keepTheConservationLaws() throws IOException {
    JsonNode metrics = json(first.resolve("metrics.json"));
    double change =
        metrics.at("/objective/at_input").asDouble()
            - metrics.at("/objective/at_baseline").asDouble();
    Tensor map = Npy.read(first.resolve("attributions/input.npy"));

    assertThat(metrics.at("/objective/label").asText()).isEqualTo("traffic light");
    assertThat(metrics.at("/objective/class").asInt()).isEqualTo(2);
    assertThat(metrics.at("/region/pixels").asInt()).isEqualTo(30);
    assertThat(metrics.at("/layer/neurons").asInt()).isEqualTo(400);
    for (String law :
        List.of(
            "input_completeness",
            "conductance_completeness",
            "regional_completeness",
            "region_additivity")) {
      assertThat(metrics.at("/ledger/" + law).asDouble(9)).as(law).isBetween(0.0, 5e-3);
    }
    assertThat(map.sum()).isCloseTo(change, within(5e-3 * Math.abs(change)));
    assertThat(Npy.read(first.resolve("ranking-layer-conductance.npy")).sum())
        .isCloseTo(change, within(5e-3 * Math.abs(change)));
  }

  @Test
  void curves_tinyNetwork_haveEveryRankingAndFraction() throws IOException {
    JsonNode metrics = json(first.resolve("metrics.json"));
    JsonNode curves = metrics.get("curves");

    assertThat(curves).hasSize(12);
    for (JsonNode point : curves) {
      double fraction = point.get("fraction").asDouble();
      assertThat(point.get("pruned").asLong()).isEqualTo(Math.round(fraction * 400));
      if (fraction == 0) {
        assertThat(point.get("score")).isEqualTo(metrics.at("/objective/at_input"));
        assertThat(point.get("inside")).isEqualTo(metrics.at("/input_attribution/inside"));
      }
      assertThat(point.get("inside").asDouble() + point.get("outside").asDouble())
          .isCloseTo(point.get("all").asDouble(), within(1e-9));
    }
  }

  @Test
  void run_again_givesTheSameBitsInEverythingButTimes() throws IOException {
    Path second = folder.resolve("second");
    assertThat(run("run", config.toString(), "--quiet", "--out", second.toString()))
        .isEqualTo("0 " + second + "\n");

    assertThat(files(second)).isEqualTo(files(first));
    for (String file : files(first)) {
      if (file.endsWith(".json")) {
        assertThat(withoutTimes(second.resolve(file)))
            .as(file)
            .isEqualTo(withoutTimes(first.resolve(file)));
      } else if (!file.equals("report.html")) {
        assertThat(Files.readAllBytes(second.resolve(file)))
            .as(file)
            .isEqualTo(Files.readAllBytes(first.resolve(file)));
      }
    }
  }

  private static JsonNode withoutTimes(Path file) throws IOException {
    ObjectNode node = (ObjectNode) json(file);
    return node.without(List.of("seconds", "started", "wall_seconds"));
  }

  @Test
  void resume_completeResult_leavesItAlone() throws IOException {
    Path kept = folder.resolve("resumed");
    run("run", config.toString(), "--quiet", "--out", kept.toString());
    byte[] before = Files.readAllBytes(kept.resolve("provenance.json"));

    assertThat(run("run", config.toString(), "--resume", "--out", kept.toString()))
        .isEqualTo("0 " + kept + " (complete before)\n");
    assertThat(Files.readAllBytes(kept.resolve("provenance.json"))).isEqualTo(before);

    assertThat(
            run("run", config.toString(), "--resume", "--out", kept.toString(), "--set", "seed=2"))
        .isEqualTo(
            "2 "
                + kept.toAbsolutePath()
                + ": --resume: needs what it was begun with, seed 1, got 2; give the same again, or"
                + " leave --resume out to begin anew\n");
    assertThat(Files.readAllBytes(kept.resolve("provenance.json"))).isEqualTo(before);
  }

  @Test
  void provenance_tinyNetwork_saysWhatItWasMadeFrom() throws IOException {
    JsonNode provenance = json(first.resolve("provenance.json"));

    assertThat(provenance.at("/config/path/tolerance").asDouble()).isEqualTo(1e-3);
    assertThat(provenance.at("/config/replacement").asText()).isEqualTo("zero");
    assertThat(provenance.at("/sha256/network").asText()).matches("[0-9a-f]{64}");
    assertThat(provenance.at("/sha256/image").asText()).matches("[0-9a-f]{64}");
    assertThat(provenance.at("/sha256/labels").asText()).matches("[0-9a-f]{64}");
    assertThat(provenance.at("/seeds/random")).hasToString("[0,1]");
    for (String fact : Arrays.asList("dtype", "jvm", "os", "cpu", "started")) {
      assertThat(provenance.at("/" + fact).asText()).as(fact).isNotBlank();
    }
    assertThat(provenance.at("/backend/native_build").asText()).isNotBlank();
    assertThat(provenance.at("/backend/version").asText()).isEqualTo("1.0.0-M2.1");
  }

  @Test
  void region_leftOut_looksAtTheWholeInput() throws IOException {
    Path whole =
        Files.writeString(
            folder.resolve("whole.yaml"),
            TinyNetwork.configWith(8, "").replace("regional-conductance, ", ""));
    Path out = folder.resolve("whole");
    assertThat(run("run", whole.toString(), "--quiet", "--out", out.toString()))
        .isEqualTo("0 " + out + "\n");

    JsonNode metrics = json(out.resolve("metrics.json"));
    assertThat(metrics.at("/region/pixels").asInt()).isEqualTo(144);
    assertThat(metrics.at("/input_attribution/outside").asDouble()).isCloseTo(0, within(1e-9));
  }

  @Test
  void replication_twoScenes_judgesEachByTheThresholds() throws IOException {
    Path street =
        Files.writeString(
            folder.resolve("street.yaml"),
            TinyNetwork.configWith(4, "input: {scene: {seed: 3, lights: 2, size: 32}}")
                + "replication: {first-seed: 50, scenes: 2, fraction: 0.05, fractions: [0.5]}\n");
    Path out = folder.resolve("street");
    assertThat(run("run", street.toString(), "--quiet", "--out", out.toString()))
        .isEqualTo("0 " + out + "\n");

    JsonNode replication = json(out.resolve("metrics.json")).get("replication");
    assertThat(replication.at("/holds/of").asInt()).isEqualTo(2);
    int all = 0;
    for (JsonNode scene : replication.get("scenes")) {
      List<PixelBox> lights = street(scene.get("seed").asLong()).lights();
      assertThat(lights).contains(box(scene.get("box")));
      double atInput = scene.get("at_input").asDouble();
      double change = atInput - scene.get("at_baseline").asDouble();
      assertThat(scene.get("share").asDouble() * change)
          .isCloseTo(scene.get("inside").asDouble(), within(1e-12));
      boolean holds =
          scene.get("score_kept").asDouble() > 0.8
              && scene.get("box_kept").asDouble() < 0.5
              && scene.get("collapse").asDouble() > 0.5
              && scene.get("random_moved").asDouble() <= 0.1;
      assertThat(scene.get("holds").asBoolean()).isEqualTo(holds);
      all += holds ? 1 : 0;
    }
    assertThat(replication.at("/holds/all").asInt()).isEqualTo(all);
    assertThat(replication.at("/scenes/1/seed").asLong()).isEqualTo(51);
  }

  private static Scene street(long seed) {
    return SceneGenerator.generate(new SceneOptions(seed, 32, 2));
  }

  private static PixelBox box(JsonNode edges) {
    return new PixelBox(
        edges.get(0).asInt(), edges.get(1).asInt(), edges.get(2).asInt(), edges.get(3).asInt());
  }
}
