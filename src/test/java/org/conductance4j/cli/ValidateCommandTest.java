package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void validate_problemsOfConfigAndFiles_areToldAtOnce() throws IOException {
    Path file = config("hiden1", "range:2,9", "probability:rose", "0.5, 2");

    assertThat(validate(file)).isEqualTo(2);

    assertThat(err.toString().replace(file.toString(), "CONFIG"))
        .isEqualToNormalizingNewlines(
            """
            CONFIG:8 fractions.1: must be a number in [0, 1), got '2'
            CONFIG:6 layer: needs the name of one that exists, got 'hiden1'; did you mean 'hidden1'?
            CONFIG:7 region: must lie in 0 to 4, got 'range:2,9'; count from 0, half-open
            CONFIG:5 objective: no such class, got 'rose'; choose an index from 0 to 2 or one of the labels
            """);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void validate_networkThatCannotBeRead_keepsTheOtherProblems() throws IOException {
    Path file = config("hidden1", "range:2,4", "logit:0", "2");
    Files.writeString(file, Files.readString(file).replace("iris/network.zip", "iris/iris.csv"));

    assertThat(validate(file)).isEqualTo(2);

    assertThat(err.toString().lines().map(line -> line.substring(file.toString().length())))
        .hasSize(2)
        .anyMatch(line -> line.startsWith(":8 fractions.0: must be a number in [0, 1), got '2'"))
        .anyMatch(line -> line.startsWith(":2 model.weights: "));
  }

  @Test
  void validate_furtherLayersThatAreNotThere_areNamed() throws IOException {
    Path file = config("hidden1", "range:2,4", "logit:0", "0.5");
    Files.writeString(file, Files.readString(file) + "layers: [hidden1, [hidden1, hiden2]]\n");

    assertThat(validate(file)).isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(
            file + ":9 layers: layer: needs the name of one that exists, got 'hiden2'; did you");
  }

  @Test
  void validate_everythingFits_saysSo() throws IOException {
    Path file = config("hidden1", "range:2,4", "probability:setosa", "0.5");

    assertThat(validate(file)).isZero();

    assertThat(out.toString()).isEqualToIgnoringNewLines(file + ": no problem");
  }

  @Test
  void schema_ofAKind_isPrintedWithoutAConfig() throws IOException {
    assertThat(run("--schema", "windows")).isZero();

    Path shipped = Path.of("configs", "schemas", "windows.json");
    assertThat(out.toString()).isEqualTo(Files.readString(shipped));
  }

  @Test
  void schema_unknownKind_isRefused() {
    assertThat(run("--schema", "window")).isEqualTo(2);

    assertThat(err.toString())
        .contains("--schema: needs the name of one that exists, got 'window'; did you mean");
  }

  private int validate(Path file) {
    return run(file.toString());
  }

  private int run(String... arguments) {
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Stream.concat(Stream.of("validate"), Stream.of(arguments)).toArray(String[]::new));
  }

  private Path config(String layer, String region, String objective, String fractions)
      throws IOException {
    Path iris = Path.of("experiments", "iris").toAbsolutePath();
    return Files.writeString(
        folder.resolve("study.yaml"),
        """
        experiment: study
        model: {weights: IRIS/network.zip}
        labels: IRIS/labels.txt
        input: {table: IRIS/iris.csv, row: 3}
        objective: OBJECTIVE
        layer: LAYER
        region: REGION
        fractions: [FRACTIONS]
        """
            .replace("IRIS", iris.toString())
            .replace("OBJECTIVE", objective)
            .replace("LAYER", layer)
            .replace("REGION", region)
            .replace("FRACTIONS", fractions));
  }
}
