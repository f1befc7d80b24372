package org.conductance4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDocumentTest {

  @TempDir private Path folder = Path.of("");

  private Path yaml = Path.of("");

  @BeforeEach
  void chooseFile() {
    yaml = folder.resolve("study.yaml");
  }

  private ConfigDocument read(String text, String... overrides) throws IOException {
    Files.writeString(yaml, text);
    return ConfigDocument.read(yaml, List.of(overrides));
  }

  @Test
  void typedGetters_wellFormed_giveValues() throws IOException {
    ConfigDocument document =
        read(
            """
            experiment: lights
            path: {rule: adaptive, tolerance: 1e-3, nodes: 64}
            mean: [0.5, 0.25, 1]
            labels:
            """);
    ConfigNode root = document.root();

    assertThat(root.get("experiment").string()).isEqualTo("lights");
    assertThat(root.get("path").get("rule").id(List.of("left", "adaptive"))).contains("adaptive");
    assertThat(root.get("path").get("tolerance").number(NumberRange.POSITIVE)).isEqualTo(1e-3);
    assertThat(root.get("path").get("nodes").integer(1, 1024)).isEqualTo(64);
    assertThat(root.get("mean").numbers(3, NumberRange.FINITE, List.of()))
        .containsExactly(0.5, 0.25, 1.0);
    assertThat(root.get("labels").isPresent()).isFalse();
    assertThat(root.get("seed").integer(0, Long.MAX_VALUE, 1)).isEqualTo(1);
    document.check();
  }

  @Test
  void resolved_defaultsAndOverrides_areFilledIn() throws IOException {
    ConfigDocument document = read("path: {rule: left}\n", "path.nodes=7", "other=[1, 2]");
    document.root().get("path").get("rule").string();
    document.root().get("path").get("nodes").integer(1, 10);
    document.root().get("other").integers(0, 9);
    document.root().get("seed").integer(0, 9, 1);
    document.root().get("input").get("crop").integer(0, 9, 3);

    assertThat(document.resolved())
        .isEqualTo(
            Map.of(
                "path", Map.of("rule", "left", "nodes", 7L),
                "other", List.of(1L, 2L),
                "seed", 1L,
                "input", Map.of("crop", 3L)));
  }

  @Test
  void check_manyProblems_listsEachWithItsLine() throws IOException {
    ConfigDocument document =
        read(
            """
            experiment: [a, b]
            attribution:
              method: layer-conductence
              stepz: 3
            fraction: 1.0
            count: few
            count: 4
            """);
    ConfigNode root = document.root();
    root.get("experiment").string();
    root.get("attribution").get("method").id(List.of("gradient", "layer-conductance"));
    root.get("attribution").get("steps").integer(1, 9, 5);
    root.get("fraction").number(NumberRange.FRACTION);
    root.get("count").integer(1, Integer.MAX_VALUE);
    root.get("layer").string();

    assertThatThrownBy(document::check)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            String.join(
                "\n",
                yaml + ":7 count: key given twice, got 'count' also at " + yaml + ":6 count",
                yaml + ":1 experiment: must be a text, got a list",
                yaml
                    + ":3 attribution.method: unknown id 'layer-conductence'; did you mean"
                    + " 'layer-conductance'?",
                yaml + ":5 fraction: must be a number in [0, 1), got '1.0'",
                yaml + ":1 layer: is needed; write a text",
                yaml + ":4 attribution.stepz: unknown key 'stepz'; did you mean 'steps'?"));
  }

  @Test
  void wrongNumber_anyForm_isRefusedInItsOwnWords() throws IOException {
    ConfigDocument document =
        read("a: NaN\nb: 1.5\nc: -1\nd: 0x10\ne: 1f\nf: 0\ng: {x: 1}\nh: few\n");
    ConfigNode root = document.root();
    root.get("a").number(NumberRange.FINITE);
    root.get("b").integer(0, 9);
    root.get("c").integer(0, Long.MAX_VALUE);
    root.get("d").integer(0, 99);
    root.get("e").number(NumberRange.SHARE);
    root.get("f").number(NumberRange.POSITIVE);
    root.get("g").number(NumberRange.POSITIVE);
    root.get("h").items();

    assertThat(document.problems())
        .containsExactly(
            yaml + ":1 a: must be a number that is finite, got 'NaN'",
            yaml + ":2 b: must be a whole number from 0 to 9, got '1.5'",
            yaml + ":3 c: must be a whole number of at least 0, got '-1'",
            yaml + ":4 d: must be a whole number from 0 to 99, got '0x10'",
            yaml + ":5 e: must be a number in [0, 1], got '1f'",
            yaml + ":6 f: must be a number above 0, got '0'",
            yaml + ":7 g: must be a number, got a map",
            yaml + ":8 h: must be a list, got 'few'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~|: must be a map of keys, got an empty file",
        "just a text|:1: must be a map of keys, got a text",
        "[1, 2]|:1: must be a map of keys, got a list",
        "a: [1, 2|:1: must be YAML: expected ',' or ']', but got <stream end>",
        "~a: {\n\tb: 1}~|:2: must be YAML: found character '\\t(TAB)' that cannot start any token."
            + " (Do not use \\t(TAB) for indentation)",
        "a: *b|:1 a: aliases are not read, got '*b'; write the value out",
      })
  void read_malformed_saysFileLineAndRule(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(yaml + message);
  }

  @Test
  void read_jsonWithTabs_isReadWithItsLines() throws IOException {
    Path json = folder.resolve("study.json");
    Files.writeString(json, "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n");
    ConfigDocument document = ConfigDocument.read(json, List.of());
    document.root().get("a").integer(0, 9);

    assertThat(document.problems()).containsExactly(json + ":3 b: unknown key 'b'; known: a");
  }

  @Test
  void read_missingFile_isToldWithoutAStackTrace() {
    assertThatThrownBy(() -> ConfigDocument.read(yaml, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(yaml + ": no such file; give a config in YAML or JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "novalue|--set: must be KEY=VALUE, got 'novalue'; KEY is a dotted path of the config, such"
            + " as input.image",
        "a..b=1|--set: must be KEY=VALUE, got 'a..b=1'; KEY is a dotted path of the config, such as"
            + " input.image",
        "list.2=1|--set list.2: '2' must be the index of an item, from 0 to 1, since FILE:2 list is"
            + " a list",
        "name.x=1|--set name.x: must lead through maps, but FILE:1 name is one value",
      })
  void read_badOverride_isRefused(String override, String message) {
    assertThatThrownBy(() -> read("name: a\nlist: [1, 2]\n", override))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message.replace("FILE", yaml.toString()));
  }

  @Test
  void override_unknownKey_isPlacedAtItsOption() throws IOException {
    ConfigDocument document = read("input: {image: a.png}\n", "input.imge=b.png");
    document.root().get("input").get("image").file();

    assertThat(document.problems())
        .containsExactly("--set input.imge: unknown key 'imge'; did you mean 'image'?");
  }

  @Test
  void file_relative_countsFromTheConfigOrFromTheCurrentFolder() throws IOException {
    ConfigDocument document = read("a: sub/x.png\nb: y.png\n", "b=other/y.png", "a2=");

    assertThat(document.root().get("a").file()).contains(folder.resolve("sub/x.png"));
    assertThat(document.root().get("b").file()).contains(Path.of("other/y.png"));
  }

  @Test
  void override_emptyValue_removesTheKey() throws IOException {
    ConfigDocument document = read("labels: names.txt\n", "labels=");

    assertThat(document.root().get("labels").isPresent()).isFalse();
  }

  @Test
  void parsed_parserRefuses_isToldAtThePosition() throws IOException {
    ConfigDocument document = read("\nregion: circle\n");
    document
        .root()
        .get("region")
        .parsed(
            "a region",
            text -> {
              throw new InvalidInputException("must be a box, got '" + text + "'");
            });

    assertThat(document.problems())
        .containsExactly(yaml + ":2 region: must be a box, got 'circle'");
  }
}
