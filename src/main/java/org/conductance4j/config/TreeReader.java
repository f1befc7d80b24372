package org.conductance4j.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns YAML or JSON into a tree of nodes with positions. */
final class TreeReader {

  private static final Pattern MARK = Pattern.compile("in .*, line ([0-9]{1,9}), column [0-9]+:");
  private static final long MOST_BYTES = 1 << 20;

  private final Problems problems;

  TreeReader(Problems problems) {
    this.problems = problems;
  }

  ConfigNode file(Path file) {
    String text = text(file);
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    JsonFactory factory = json ? new JsonFactory() : new YAMLFactory();
    IntFunction<Position> positions = line -> new Position.Line(file, line);
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new InvalidInputException(file + ": must be a map of keys, got an empty file");
      }
      Tokens tokens = new Tokens(parser, positions);
      ConfigNode root = tokens.node("");
      if (!root.isMap()) {
        throw new InvalidInputException(
            root.where() + ": must be a map of keys, got " + (root.isList() ? "a list" : "a text"));
      }
      tokens.end();
      return root;
    } catch (JsonProcessingException e) {
      throw malformed(e, json ? "JSON" : "YAML", positions);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  ConfigNode value(String text, Position position, String key) {
    if ("[{\"'".indexOf(text.charAt(0)) < 0) {
      return ConfigNode.scalar(problems, position, key, text);
    }
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      parser.nextToken();
      Tokens tokens = new Tokens(parser, line -> position);
      ConfigNode node = tokens.node(key);
      tokens.end();
      return node;
    } catch (JsonProcessingException e) {
      throw malformed(e, "YAML", line -> position);
    } catch (IOException e) {
      throw new InvalidInputException(position.of(key) + ": cannot be read", e);
    }
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new InvalidInputException(file + ": must be a file, got a folder");
      }
      if (!Files.exists(file)) {
        throw new InvalidInputException(file + ": no such file; give a config in YAML or JSON");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new InvalidInputException(
            file + ": a config holds at most 1 MiB, got " + Files.size(file) + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": must be text in UTF-8, got other bytes", e);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  private static InvalidInputException malformed(
      JsonProcessingException e, String language, IntFunction<Position> positions) {
    JsonLocation location = e.getLocation();
    int line = location == null ? 1 : location.getLineNr();
    List<String> reason =
        Objects.requireNonNullElse(e.getOriginalMessage(), "")
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    String problem = reason.isEmpty() ? "malformed" : reason.get(0);
    // YAML's reader says first what it was reading, and behind that what it found, each with its
    // line.
    for (int k = 1; k < reason.size(); k++) {
      Matcher mark = MARK.matcher(reason.get(k));
      if (mark.matches()) {
        line = Integer.parseInt(mark.group(1));
        problem = reason.get(k - 1);
      }
    }
    String where = positions.apply(line).of("");
    return new InvalidInputException(where + ": must be " + language + ": " + problem, e);
  }

  /** The tokens of one text, taken in order. */
  private final class Tokens {

    private final JsonParser parser;
    private final IntFunction<Position> positions;

    Tokens(JsonParser parser, IntFunction<Position> positions) {
      this.parser = parser;
      this.positions = positions;
    }

    private Position here() {
      return positions.apply(parser.currentTokenLocation().getLineNr());
    }

    void end() throws IOException {
      if (parser.nextToken() != null) {
        throw new InvalidInputException(here().of("") + ": must be the end of the config");
      }
    }

    /** The node that begins at the current token. */
    ConfigNode node(String key) throws IOException {
      return node(key, here());
    }

    private ConfigNode node(String key, Position position) throws IOException {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.START_OBJECT) {
        return map(key, position);
      }
      if (token == JsonToken.START_ARRAY) {
        return list(key, position);
      }
      if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
        throw new InvalidInputException(
            position.of(key)
                + ": aliases are not read, got '*"
                + parser.getText()
                + "'; write the value out");
      }
      @Nullable String text = parser.getText();
      return token == JsonToken.VALUE_NULL || text == null
          ? ConfigNode.absent(problems, position, key)
          : ConfigNode.scalar(problems, position, key, text);
    }

    private ConfigNode map(String key, Position position) throws IOException {
      ConfigNode map = ConfigNode.map(problems, position, key);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String path = key.isEmpty() ? name : key + "." + name;
        Position line = here();
        parser.nextToken();
        ConfigNode value = node(path, line);
        ConfigNode earlier = map.put(name, value);
        if (earlier != null) {
          value.problem("key given twice, got '" + name + "' also at " + earlier.where());
        }
      }
      return map;
    }

    private ConfigNode list(String key, Position position) throws IOException {
      ConfigNode list = ConfigNode.list(problems, position, key);
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        list.add(node(key + "." + i));
      }
      return list;
    }
  }
}
