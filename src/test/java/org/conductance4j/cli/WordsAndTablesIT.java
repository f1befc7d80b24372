package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped examples of a sentence and of a table's row: made, and explained. */
class WordsAndTablesIT {

  @TempDir private Path folder = Path.of("");

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(out, true), args);
    return code + " " + out.toString().replace("\r\n", "\n");
  }

  private JsonNode explained(String name, String... settings) throws IOException {
    Path result = folder.resolve(name);
    List<String> args = new ArrayList<>(List.of("run", "configs/" + name + ".yaml", "--quiet"));
    args.addAll(List.of("--out", result.toString()));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    assertThat(run(args.toArray(String[]::new))).isEqualTo("0 " + result + "\n");
    assertThat(result.resolve("figures/input-attribution.png")).isNotEmptyFile();
    return new ObjectMapper().readTree(result.resolve("metrics.json").toFile());
  }

  private static void ledgerCloses(JsonNode metrics) {
    for (String law :
        List.of("input_completeness", "conductance_completeness", "regional_completeness")) {
      assertThat(metrics.at("/ledger/" + law).asDouble()).as(law).isLessThan(5e-3);
    }
  }

  @Test
  void questions_run_aWordSpeaksForItsClass() throws IOException {
    JsonNode metrics = explained("questions");

    ledgerCloses(metrics);
    assertThat(metrics.at("/objective/label").asText()).isEqualTo("person");
    assertThat(metrics.at("/input_attribution/inside").asDouble()).isNegative();
    String report = Files.readString(folder.resolve("questions/report.html"));
    assertThat(report).contains("What ‘number’ and ‘of’ contribute to the probability of ‘person’");
  }

  @Test
  void iris_run_petalsDecide() throws IOException {
    JsonNode metrics = explained("iris");

    ledgerCloses(metrics);
    double change =
        metrics.at("/objective/at_input").asDouble()
            - metrics.at("/objective/at_baseline").asDouble();
    assertThat(metrics.at("/input_attribution/inside").asDouble()).isGreaterThan(0.5 * change);
    assertThat(metrics.at("/input_attribution/all").asDouble()).isCloseTo(change, within(1e-6));
  }

  @Test
  void sentenceWithoutWord_run_isRefusedInOneLine() {
    assertThat(
            run(
                "run",
                "configs/questions.yaml",
                "--quiet",
                "--set",
                "input.text=?",
                "--out",
                folder + "/x"))
        .isEqualTo("2 --set input.text: needs a word, got '?'; write a sentence\n");
  }

  @Test
  void rowThatIsNotThere_run_isRefusedInOneLine() {
    assertThat(
            run(
                "run",
                "configs/iris.yaml",
                "--quiet",
                "--set",
                "input.row=150",
                "--out",
                folder + "/x"))
        .startsWith("2 --set input.row: ")
        .endsWith("has rows 0 to 149, got 150; choose one of them\n");
  }

  @Test
  void train_bothSubjects_writeNetworkLabelsAndVocabulary() {
    Path words = folder.resolve("words");
    Path rows = folder.resolve("rows");

    assertThat(
            run(
                "train",
                "configs/questions-train.yaml",
                "--quiet",
                "--set",
                "schedule.epochs=1",
                "--set",
                "output=" + words))
        .startsWith("0 ")
        .endsWith("% of 60 held-out examples right\n");
    assertThat(
            run(
                "train",
                "configs/iris-train.yaml",
                "--quiet",
                "--set",
                "schedule.epochs=1",
                "--set",
                "output=" + rows))
        .endsWith("% of 25 held-out examples right\n");
    assertThat(words.resolve("vocabulary.txt")).isNotEmptyFile();
    assertThat(words.resolve("network.zip")).isNotEmptyFile();
    assertThat(rows.resolve("labels.txt")).hasContent("setosa\nversicolor\nvirginica");
  }
}
