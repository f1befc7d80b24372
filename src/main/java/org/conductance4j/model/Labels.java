package org.conductance4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.TextFile;
import org.conductance4j.config.InvalidInputException;

/** Reads the names of a network's classes, in the order of its outputs. */
public final class Labels {

  private static final long MAX_BYTES = 1 << 24;

  private Labels() {}

  /**
   * Reads a file with one class name per line, or a JSON list of names, or a JSON map from indices
   * to names as ImageNet's. If each line begins with its number, the number is left out.
   *
   * @param file the file; an empty line at its end is ignored
   * @param outputs number of the network's outputs
   * @return the names, without blanks around them
   * @throws InvalidInputException if the file is missing, not text, has a blank line, or does not
   *     have one name for each output
   */
  public static List<String> read(Path file, int outputs) {
    String text = TextFile.read(file, MAX_BYTES).strip();
    boolean json = text.startsWith("[") || text.startsWith("{");
    List<String> names = json ? ofJson(file, text) : ofLines(text);
    int blank = names.indexOf("");
    if (blank >= 0) {
      throw InvalidInputException.of(
          file + ":" + (blank + 1), "needs a class name", "a blank line", "name the class");
    }
    if (names.size() != outputs) {
      throw InvalidInputException.of(
          file.toString(),
          "needs a line for each of the network's " + outputs + " outputs",
          names.size() + (json ? " names" : " lines"),
          "name all classes in the order of the outputs");
    }
    return List.copyOf(names);
  }

  private static List<String> ofLines(String text) {
    List<String> names = new ArrayList<>(text.lines().map(String::strip).toList());
    boolean counts = names.size() > 1;
    for (int k = 0; k < names.size(); k++) {
      counts &= names.get(k).matches(k + "[\\s:,;].*\\S.*");
    }
    if (counts) {
      names.replaceAll(name -> name.replaceFirst("^\\d+[\\s:,;]+", "").strip());
    }
    return names;
  }

  private static List<String> ofJson(Path file, String text) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          file
              + ": must be JSON, as it begins with a bracket, got another form; write a name a line",
          e);
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < root.size(); k++) {
      JsonNode own = root.isArray() ? root.get(k) : root.path(String.valueOf(k));
      // ImageNet's lists have a number of WordNet before each name
      JsonNode name = own.isArray() && !own.isEmpty() ? own.get(own.size() - 1) : own;
      if (!name.isTextual()) {
        throw InvalidInputException.of(
            file.toString(),
            "needs a list of names, or a map from the indices from 0 on to names",
            "no name for class " + k,
            "write a name a line");
      }
      names.add(name.asText().strip());
    }
    return names;
  }
}
