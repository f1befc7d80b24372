package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.config.KeyTables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page of keys and the JSON schemas are those of the declared keys, and every shipped config
 * fits its schema. To write page and schemas anew: {@code mvn test -Dtest=ConfigDocsTest
 * -Dwrite-docs}.
 */
class ConfigDocsTest {

  private static final Path PAGE = Path.of("docs", "configs.md");
  private static final Path CONFIGS = Path.of("configs");
  private static final Path SCHEMAS = CONFIGS.resolve("schemas");
  private static final String MODELINE = "# yaml-language-server: $schema=";

  @BeforeAll
  static void write() throws IOException {
    if (System.getProperty("write-docs") != null) {
      Files.writeString(
          PAGE, KeyTables.fill(Files.readString(PAGE), ValidateCommand.KINDS.values()));
      Files.createDirectories(SCHEMAS);
      for (String kind : ValidateCommand.KINDS.keySet()) {
        Files.writeString(
            SCHEMAS.resolve(kind + ".json"), ValidateCommand.KINDS.get(kind).schema());
      }
    }
  }

  @Test
  void pageOfKeys_isThatOfTheDeclarations() throws IOException {
    requireFresh(PAGE, KeyTables.fill(Files.readString(PAGE), ValidateCommand.KINDS.values()));
  }

  @Test
  void schemas_areThoseOfTheDeclarations() throws IOException {
    for (String kind : ValidateCommand.KINDS.keySet()) {
      requireFresh(SCHEMAS.resolve(kind + ".json"), ValidateCommand.KINDS.get(kind).schema());
    }
  }

  private static void requireFresh(Path file, String text) {
    assertThat(file)
        .as("%s is stale; write it anew with mvn test -Dtest=ConfigDocsTest -Dwrite-docs", file)
        .hasContent(text);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void shippedConfig_fitsTheSchemaThatItNames(Path config) throws IOException {
    JsonNode tree = tree(config);

    assertThat(schema(config).validate(tree)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void misspeltKey_doesNotFitTheSchema(Path config) throws IOException {
    ObjectNode tree = (ObjectNode) tree(config);
    String key = tree.fieldNames().next();
    tree.set(key + "z", tree.get(key));

    assertThat(schema(config).validate(tree))
        .anyMatch(error -> error.getMessage().contains(key + "z"));
  }

  private static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static Schema schema(Path config) throws IOException {
    String first = Files.readAllLines(config).get(0);
    assertThat(first).startsWith(MODELINE);
    Path schema = config.resolveSibling(first.substring(MODELINE.length()));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(Files.readString(schema), InputFormat.JSON);
  }

  private static JsonNode tree(Path config) throws IOException {
    return numbers(new YAMLMapper().readTree(config.toFile()));
  }

  /** Numbers as YAML 1.2 and our reader know them: Jackson takes 1e-3 for a text. */
  private static JsonNode numbers(JsonNode node) {
    if (node instanceof ObjectNode map) {
      map.properties().forEach(entry -> entry.setValue(numbers(entry.getValue())));
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, numbers(list.get(i)));
      }
    }
    return node.isTextual() && node.textValue().matches("\\d+(\\.\\d+)?e-?\\d+")
        ? DoubleNode.valueOf(Double.parseDouble(node.textValue()))
        : node;
  }
}
