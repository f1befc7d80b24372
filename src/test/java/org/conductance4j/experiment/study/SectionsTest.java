package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.result.ResultStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every section. A new one that can do with its defaults needs no line here. */
class SectionsTest {

  /** Values of sections that cannot do with their defaults. */
  private static final Map<String, String> VALUES =
      Map.of(
          "accuracy", "{inputs: batch.npy, classes: classes.npy}",
          "baselines", "[white]",
          "layers", "[second]",
          "path-study", "{grid: 16, steps: [4], tolerances: [0.1]}",
          "robustness",
              "{layers: [first], baselines: [black], objectives: [logit], regions: {a: 'box:2,7,3,9'}}",
          "stability", "{steps: [4], fraction: 0.05}");

  @TempDir private Path folder = Path.of("");

  static List<Section<?, ?>> sections() {
    return Sections.ALL;
  }

  private ExperimentConfig read(Section<?, ?> section, String value) throws IOException {
    return Sections.read(TinyNetwork.write(folder), List.of(section.reader().key() + "=" + value));
  }

  @ParameterizedTest
  @MethodSource("sections")
  void key_isUniqueAndDocumented(Section<?, ?> section) throws IOException {
    String key = section.reader().declaration().name();

    assertThat(Sections.ALL)
        .filteredOn(
            other ->
                other.name().equals(section.name())
                    || other.reader().key().equals(section.reader().key())
                    || other.reader().type().equals(section.reader().type()))
        .containsExactly(section);
    assertThat(Files.readString(Path.of("docs", "configs.md"))).contains("`" + key + "`");
    assertThat(Files.readString(Path.of("configs", "schemas", "study.json")))
        .contains("\"" + key + "\"");
  }

  @ParameterizedTest
  @MethodSource("sections")
  void unknownKey_isRefusedInOneLine(Section<?, ?> section) {
    String key = section.reader().key();

    assertThatThrownBy(() -> read(section, "{nonsense: 1}"))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(String.valueOf(e.getMessage()).lines())
                    .filteredOn(line -> line.contains("'nonsense'") || line.contains(key + ": "))
                    .hasSize(1));
  }

  @ParameterizedTest
  @MethodSource("sections")
  void emptyOrAbsent_isNotRun(Section<?, ?> section) throws IOException {
    String empty = section.reader().key().replace(".", ":\n  ") + ":\n";
    Path config = TinyNetwork.write(folder);
    Files.writeString(config, TinyNetwork.config() + empty);

    assertThat(Sections.read(config, List.of()).section(section.reader().type())).isEmpty();
    assertThat(read(section, "").sections()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sections")
  void files_areThoseThatARunWrites(Section<?, ?> section) throws IOException {
    Npy.write(folder.resolve("classes.npy"), Tensor.of(new int[] {2}, new double[] {0, 1}));
    Path result = folder.resolve("result");
    ResultStore store = new ResultStore(result, Sections.files());
    ExperimentConfig config;
    try {
      config = read(section, VALUES.getOrDefault(section.reader().key(), "{}"));
    } catch (InvalidInputException e) {
      abort(section.name() + " cannot do with its defaults: " + e.getMessage());
      return;
    }

    new Run(config, ProgressListener.SILENT, Clock.systemUTC())
        .into(store, false, (found, staging) -> {});

    store.check();
    assertThat(section.files()).allSatisfy(name -> assertThat(result.resolve(name)).exists());
  }
}
