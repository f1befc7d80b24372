package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.conductance4j.sanity.Measure;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sanity measures on the shipped network of a table, in double precision. */
class SanityIT {

  @TempDir private static Path folder = Path.of("");

  private static String printed = "";
  private static final Map<String, JsonNode> FOUND = new HashMap<>();

  @BeforeAll
  static void runOnce() throws IOException {
    Path json = folder.resolve("sanity.json");
    printed =
        iris(
            "--set",
            "dtype=float64",
            "--training",
            "configs/iris-train.yaml",
            "--training-set",
            "schedule.epochs=50",
            "--json",
            json + "");
    for (JsonNode one : new ObjectMapper().readTree(json.toFile()).get("measurements")) {
      FOUND.put(one.get("method").asText() + " " + one.get("measure").asText(), one);
    }
  }

  private static String iris(String... more) {
    StringWriter out = new StringWriter();
    String[] args = new String[3 + more.length];
    args[0] = "sanity";
    args[1] = "configs/iris.yaml";
    args[2] = "--quiet";
    System.arraycopy(more, 0, args, 3, more.length);
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(out, true), args);
    return code + " " + out.toString().replace("\r\n", "\n");
  }

  private static JsonNode found(String method, Measure measure) {
    return Objects.requireNonNull(FOUND.get(method + " " + measure.id()), method);
  }

  private static double value(String method, Measure measure) {
    return found(method, measure).get("value").asDouble();
  }

  @Test
  void inputsAndNeurons_haveEveryMeasure() {
    assertThat(printed).startsWith("0 integrated-gradients\n  insertion ");
    assertThat(FOUND).hasSize(2 * Measure.values().length);
    for (String method : List.of("integrated-gradients", "layer-conductance")) {
      double chance = found(method, Measure.INSERTION).get("reference").asDouble();
      assertThat(value(method, Measure.INSERTION)).isGreaterThan(chance);
      chance = found(method, Measure.DELETION).get("reference").asDouble();
      assertThat(value(method, Measure.DELETION)).isLessThan(chance);
      assertThat(value(method, Measure.SENSITIVITY_MAX)).isBetween(1e-3, 0.5);
      assertThat(value(method, Measure.SPARSITY)).isBetween(0.2, 0.8);
    }
  }

  @Test
  void curves_runFromTheBaselineToTheInputAndOverTheLayers() {
    JsonNode insertion = found("integrated-gradients", Measure.INSERTION).get("curve");
    JsonNode deletion = found("integrated-gradients", Measure.DELETION).get("curve");
    JsonNode layers = found("layer-conductance", Measure.RANDOMISED_WEIGHTS).get("curve");

    assertThat(insertion).hasSize(5);
    assertThat(insertion.get(0).get(1)).isEqualTo(deletion.get(4).get(1));
    assertThat(insertion.get(4).get(1)).isEqualTo(deletion.get(0).get(1));
    assertThat(layers).hasSize(3);
    assertThat(layers.get(0).get(1).asDouble()).isBetween(-1.0, 0.999);
  }

  @Test
  void region_isPointedAt() {
    assertThat(value("integrated-gradients", Measure.POINTING_GAME)).isEqualTo(1);
    assertThat(found("layer-conductance", Measure.POINTING_GAME).has("value")).isFalse();
    assertThat(printed).contains("of the positive mass on 0.500 of the area");
  }

  @Test
  void randomLabels_giveAnotherMap() {
    for (String method : List.of("integrated-gradients", "layer-conductance")) {
      assertThat(value(method, Measure.RANDOM_LABELS)).isBetween(-1.0, 0.9);
      assertThat(found(method, Measure.RANDOM_LABELS).get("detail").asText())
          .containsPattern("^with signs -?[01]\\.\\d\\d; the other network gives \\d+ % of the")
          .contains("random labels back, the commonest is 34 %");
      assertThat(found(method, Measure.RANDOM_LABELS_STRUCTURE).get("detail").asText())
          .isEqualTo("the map is not over a picture");
    }
  }

  @Test
  void wrongTraining_isRefusedBeforeItBegins() {
    assertThat(iris("--training-set", "seed=2"))
        .isEqualTo("2 --training-set: goes with --training, got no training; name its config\n");
    assertThat(
            iris("--training", "configs/iris-train.yaml", "--training-set", "network.hidden=[9]"))
        .isEqualTo(
            "2 --training: must make the architecture of the config's network, with layer 'hidden1'"
                + " of shape [8], got layer 'hidden1' of shape [9]; give the config that the"
                + " network was trained with\n");
  }

  @Test
  void fileInAFolderThatIsNotThere_isRefusedBeforeTheWork() {
    Path none = folder.resolve("none").resolve("sanity.json");
    assertThat(iris("--json", none + ""))
        .isEqualTo(
            "2 --json: must be a file in a folder that exists, got "
                + none
                + "; make the folder first\n");
  }

  @Test
  void wrongMethods_areRefusedInOneLine() {
    assertThat(iris("--method", "layerconductance"))
        .isEqualTo(
            "2 --method: unknown id, got 'layerconductance'; did you mean"
                + " 'layer-conductance'?\n");
    assertThat(iris("--method", "neuron-conductance")).startsWith("2 --method: must score ");
  }
}
