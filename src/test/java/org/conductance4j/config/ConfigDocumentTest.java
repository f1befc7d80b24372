package org.conductance4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.oneOf;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.either;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.fraction;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.named;
import static org.conductance4j.config.Type.number;
import static org.conductance4j.config.Type.share;
import static org.conductance4j.config.Type.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    Keys path =
        Keys.of(
            "path",
            key("rule", id(List.of("left", "adaptive")), ""),
            key("tolerance", number(NumberRange.POSITIVE), ""),
            key("nodes", integer(1, 1024), ""));
    ConfigNode root =
        document.root(
            Keys.of(
                "study",
                key("experiment", text(), ""),
                key("path", map(path), ""),
                key("mean", list(number(NumberRange.FINITE), 3), List.of(), ""),
                optional("labels", file(), "none", ""),
                key("seed", integer(0, Long.MAX_VALUE), 1, ""),
                key("seeds", list(integer(0, 9)), List.of(1, 2), "")));

    assertThat(root.get("experiment").string()).isEqualTo("lights");
    assertThat(root.get("path").get("rule").knownId()).contains("adaptive");
    assertThat(root.get("path").get("tolerance").number()).isEqualTo(1e-3);
    assertThat(root.get("path").get("nodes").integer()).isEqualTo(64);
    assertThat(root.get("mean").numbers()).containsExactly(0.5, 0.25, 1.0);
    assertThat(root.get("labels").isPresent()).isFalse();
    assertThat(root.get("seed").longInteger()).isEqualTo(1);
    assertThat(root.get("seeds").integers()).containsExactly(1, 2);
    document.check();
  }

  @Test
  void resolved_defaultsAndOverrides_areFilledIn() throws IOException {
    ConfigDocument document = read("path: {rule: left}\n", "path.nodes=7", "other=[1, 2]");
    Keys path = Keys.of("path", key("rule", text(), ""), key("nodes", integer(1, 10), ""));
    Keys input = Keys.of("input", optional("crop", integer(0, 9), "none", ""));
    ConfigNode root =
        document.root(
            Keys.of(
                "study",
                key("path", map(path), ""),
                key("other", list(integer(0, 9)), ""),
                key("seed", integer(0, 9), 1, ""),
                key("input", map(input), "")));
    root.get("path").get("rule").string();
    root.get("path").get("nodes").integer();
    root.get("other").integers();
    root.get("seed").integer();
    root.get("input").get("crop").or(3).integer();

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
    Keys attribution =
        Keys.of(
            "attribution",
            key("method", id(List.of("gradient", "layer-conductance")), ""),
            key("steps", integer(1, 9), 5, ""));
    ConfigNode root =
        document.root(
            Keys.of(
                "study",
                key("experiment", text(), ""),
                key("attribution", map(attribution), ""),
                key("fraction", fraction(), ""),
                key("count", integer(1, Integer.MAX_VALUE), ""),
                key("layer", text(), "")));
    root.get("experiment").string();
    root.get("attribution").get("method").knownId();
    root.get("attribution").get("steps").integer();
    root.get("fraction").number();
    root.get("count").integer();
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
    ConfigNode root =
        document.root(
            Keys.of(
                "numbers",
                key("a", number(NumberRange.FINITE), ""),
                key("b", integer(0, 9), ""),
                key("c", integer(0, Long.MAX_VALUE), ""),
                key("d", integer(0, 99), ""),
                key("e", share(), ""),
                key("f", number(NumberRange.POSITIVE), ""),
                key("g", number(NumberRange.POSITIVE), ""),
                key("h", list(text()), "")));
    root.get("a").number();
    root.get("b").integer();
    root.get("c").longInteger();
    root.get("d").integer();
    root.get("e").number();
    root.get("f").number();
    root.get("g").number();
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
    document.root(Keys.of("study", key("a", integer(0, 9), ""))).get("a").integer();

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
        "novalue|override: must be KEY=VALUE, got 'novalue'; KEY is a dotted path of the config,"
            + " such as input.image",
        "a..b=1|override: must be KEY=VALUE, got 'a..b=1'; KEY is a dotted path of the config, such"
            + " as input.image",
        "list.2=1|override list.2: '2' must be the index of an item, from 0 to 1, since FILE:2 list"
            + " is a list",
        "name.x=1|override name.x: must lead through maps, but FILE:1 name is one value",
      })
  void read_badOverride_isRefused(String override, String message) {
    assertThatThrownBy(() -> read("name: a\nlist: [1, 2]\n", override))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message.replace("FILE", yaml.toString()));
  }

  @Test
  void override_unknownKey_isPlacedAtItsOption() throws IOException {
    ConfigDocument document = read("input: {image: a.png}\n", "input.imge=b.png");
    Keys input = Keys.of("input", key("image", file(), ""));
    ConfigNode root = document.root(Keys.of("study", key("input", map(input), "")));
    root.get("input").get("image").file();

    assertThat(document.problems())
        .containsExactly("override input.imge: unknown key 'imge'; did you mean 'image'?");
  }

  @Test
  void file_relative_countsFromTheConfigOrFromTheCurrentFolder() throws IOException {
    ConfigDocument document = read("a: sub/x.png\nb: y.png\n", "b=other/y.png", "a2=");

    ConfigNode root = document.root(Keys.of("study", key("a", file(), ""), key("b", file(), "")));
    assertThat(root.get("a").file()).contains(folder.resolve("sub/x.png"));
    assertThat(root.get("b").file()).contains(Path.of("other/y.png"));
  }

  @Test
  void override_emptyValue_removesTheKey() throws IOException {
    ConfigDocument document = read("labels: names.txt\n", "labels=");

    assertThat(document.has("labels")).isFalse();
  }

  @Test
  void parsed_parserRefuses_isToldAtThePosition() throws IOException {
    ConfigDocument document = read("\nregion: circle\n");
    document
        .root(Keys.of("study", key("region", text(), "")))
        .get("region")
        .parsed(
            "a region",
            text -> {
              throw new InvalidInputException("must be a box, got '" + text + "'");
            });

    assertThat(document.problems())
        .containsExactly(yaml + ":2 region: must be a box, got 'circle'");
  }

  @Test
  void oldName_isReadUnderItsNewOne() throws IOException {
    ConfigDocument document = read("comparison: 3\n");
    ConfigNode root = document.root(renamed());

    assertThat(root.get("path-comparison").integer()).isEqualTo(3);
    assertThat(document.problems()).isEmpty();
    assertThat(document.resolved()).containsExactly(Map.entry("path-comparison", 3L));
  }

  @Test
  void oldNameBesideTheNewOne_isRefused() throws IOException {
    ConfigDocument document = read("path-comparison: 3\ncomparison: 4\n");

    assertThat(document.root(renamed()).get("path-comparison").integer()).isEqualTo(3);
    assertThat(document.problems())
        .containsExactly(
            yaml + ":2 comparison: must be left out beside path-comparison, its name from now on");
  }

  private static Keys renamed() {
    return Keys.of("study", key("path-comparison", integer(1, 9), "").formerly("comparison"));
  }

  @Test
  void readerThatDepartsFromTheDeclaration_fails() throws IOException {
    ConfigNode root =
        read("a: 1\n")
            .root(
                Keys.of(
                    "study",
                    key("a", integer(1, 9), 5, ""),
                    key("b", text(), ""),
                    key("c", id(List.of("x")), "")));

    assertThatThrownBy(() -> root.get("d"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(yaml + ":1: key 'd' is not declared");
    assertThatThrownBy(() -> root.get("a").number()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> root.get("a").or(6)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> root.get("b").file()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> root.get("c").id()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void schema_holdsTypesDefaultsAndOldNames() throws IOException {
    Keys path = Keys.of("path of windows", key("steps", integer(1, 64), 24, "nodes"));
    Keys keys =
        Keys.of(
            "study",
            key("layers", list(either(text(), list(text()))), "layers"),
            optional("path", map(path), "straight", "the path").formerly("way"),
            oneOf("image", file(), "a picture"),
            oneOf("regions", named(file()), "parts of it"));
    JsonNode schema = new ObjectMapper().readTree(keys.schema());

    assertThat(schema.at("/required")).hasToString("[\"layers\"]");
    assertThat(schema.at("/oneOf"))
        .hasToString("[{\"required\":[\"image\"]},{\"required\":[\"regions\"]}]");
    assertThat(schema.at("/properties/path"))
        .hasToString(
            "{\"description\":\"the path (default: straight)\","
                + "\"$ref\":\"#/definitions/path-of-windows\"}");
    assertThat(schema.at("/properties/way/deprecationMessage").asText())
        .isEqualTo("is now called path");
    assertThat(schema.at("/properties/regions/additionalProperties/type").asText())
        .isEqualTo("string");
    assertThat(schema.at("/definitions/path-of-windows/properties/steps"))
        .hasToString(
            "{\"description\":\"nodes\",\"type\":\"integer\",\"minimum\":1,\"maximum\":64,"
                + "\"default\":24}");
  }
}
