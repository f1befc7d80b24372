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
import org.conductance4j.attribution.AttributionMethod;
import org.conductance4j.attribution.Methods;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The axioms on the shipped network of a table, in double precision. */
class AxiomsIT {

  @TempDir private static Path folder = Path.of("");

  private static String printed = "";
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
            "--json",
            json + "");
    for (JsonNode finding : new ObjectMapper().readTree(json.toFile()).get("findings")) {
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
