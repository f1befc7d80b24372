package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Methods;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The axioms on the shipped network of a table, in double precision. */
class AxiomsIT {

  @TempDir private static Path folder = Path.of("");

  private static String printed = "";
  private static JsonNode sensitivity = MissingNode.getInstance();
  private static final Map<String, JsonNode> FOUND = new HashMap<>();

  @BeforeAll
  static void runOnce() throws IOException {
    Path json = folder.resolve("axioms.json");
    printed =
        run(
            "axioms",
            "configs/iris.yaml",
            "--quiet",
            "--set",
            "dtype=float64",
            "--out",
            folder.resolve("drawn") + "",
            "--json",
            json + "");
    JsonNode all = new ObjectMapper().readTree(json.toFile());
    sensitivity = all.get("input_sensitivity");
    for (JsonNode finding : all.get("findings")) {
      String key = finding.get("method").asText() + " " + finding.get("axiom").asText();
      FOUND.put(key, finding);
    }
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(out, true), args);
    return code + " " + out.toString().replace("\r\n", "\n");
  }

  private static String verdict(String method, String axiom) {
    JsonNode finding = FOUND.get(method + " " + axiom);
    return finding == null ? "none" : finding.get("verdict").asText();
  }

  @Test
  void everyMethodAndAxiom_hasAFinding() {
    assertThat(printed).startsWith("0 gradient\n  completeness ");
    assertThat(FOUND).hasSize(10 * Methods.all().size());
    for (AttributionMethod method : Methods.all()) {
      for (String axiom : List.of("implementation-invariance", "sensitivity-b", "symmetry")) {
        assertThat(verdict(method.id(), axiom)).as(method.id()).isIn("pass", "does-not-apply");
      }
      assertThat(verdict(method.id(), "linearity")).isIn("pass", "does-not-apply");
      assertThat(verdict(method.id(), "input-sensitivity")).isEqualTo("measured");
    }
  }

  @Test
  void pathMethods_keepTheirSums() {
    for (String method : List.of("integrated-gradients", "expected-gradients")) {
      assertThat(verdict(method, "completeness")).isEqualTo("pass");
      assertThat(verdict(method, "sensitivity-a")).isEqualTo("pass");
    }
    for (String method :
        List.of("layer-conductance", "regional-conductance", "layer-integrated-gradients")) {
      assertThat(verdict(method, "conservation")).as(method).isEqualTo("pass");
    }
    assertThat(verdict("regional-conductance", "additivity")).isEqualTo("pass");
    assertThat(verdict("neuron-conductance", "completeness")).isEqualTo("pass");
    assertThat(verdict("neuron-integrated-gradients", "completeness")).isEqualTo("pass");
  }

  @Test
  void localGradients_failWithACounterexample() {
    for (String method : List.of("gradient", "gradient-times-input")) {
      assertThat(verdict(method, "completeness")).isEqualTo("fail");
      assertThat(verdict(method, "sensitivity-a")).isEqualTo("fail");
    }
    assertThat(printed)
        .containsPattern("element \\d, which saturates half way, changes F by \\S+ and gets -?0");
    assertThat(verdict("internal-influence", "conservation")).isEqualTo("fail");
  }

  @Test
  void inputSensitivity_isComparedAcrossMethodsAndBaselines() throws IOException {
    assertThat(sensitivity.get("baselines"))
        .extracting(JsonNode::asText)
        .containsExactly("mean", "constant:0", "maximum-distance");
    assertThat(sensitivity.get("methods")).hasSize(Methods.all().size());
    for (JsonNode method : sensitivity.get("methods")) {
      JsonNode changes = method.get("change");
      assertThat(changes).hasSize(3);
      String id = method.get("method").asText();
      JsonNode finding = Objects.requireNonNull(FOUND.get(id + " input-sensitivity"));
      assertThat(finding.get("violation")).as(id).isEqualTo(changes.get(0));
      assertThat(finding.get("detail").asText()).endsWith("move " + method.get("move").get(0));
      boolean local = id.contains("gradient-times") || id.equals("gradient");
      assertThat(changes.get(0).equals(changes.get(1))).as(id).isEqualTo(local);
    }
    assertThat(printed)
        .containsPattern(
            "\n {34}mean +constant:0 +maximum-distance\n  gradient +0\\.0\\d+ \\(\\d\\)");
    Path drawn = folder.resolve("drawn");
    assertThat(Files.readAllLines(drawn.resolve("input-sensitivity.csv")))
        .hasSize(1 + 3 * Methods.all().size())
        .startsWith("method,baseline,change,move");
    assertThat(drawn.resolve("input-sensitivity.png")).isNotEmptyFile();
  }

  /** Those of the network that are added to the input, as large as is said. */
  @Test
  void moves_areThoseThatDidIt() {
    Tensor moves = Npy.read(folder.resolve("drawn").resolve("moves.npy"));

    assertThat(moves.shape()).containsExactly(8, 4);
    double radius = sensitivity.get("radius").asDouble();
    assertThat(Arrays.stream(moves.toArray()).map(Math::abs).max().orElseThrow())
        .isBetween(0.8 * radius, radius);
  }

  @Test
  void fileInAFolderThatIsNotThere_isRefusedBeforeTheWork() {
    Path none = folder.resolve("none").resolve("axioms.json");
    assertThat(run("axioms", "configs/iris.yaml", "--json", none + ""))
        .isEqualTo(
            "2 --json: must be a file in a folder that exists, got "
                + none
                + "; make the folder first\n");
  }

  @Test
  void missingConfig_isRefusedInOneLine() {
    assertThat(run("axioms", "none.yaml"))
        .isEqualTo("2 none.yaml: no such file; give a config in YAML or JSON\n");
  }
}
