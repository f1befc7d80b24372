package org.conductance4j.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A config that is being read: its tree, the problems found so far, and the values that were read
 * from it.
 *
 * <p>A reader asks {@link #root} for every key that it knows and then calls {@link #check()}.
 */
public final class ConfigDocument {

  private final ConfigNode root;
  private final Problems problems;

  private ConfigDocument(ConfigNode root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * {@return a YAML file, or a JSON file if its name ends so, with overrides applied}
   *
   * @param file the config
   * @param overrides {@code KEY=VALUE}, KEY a dotted path; a VALUE that begins with a bracket, a
   *     brace or a quote is read as YAML, any other is taken as it is, an empty one removes the key
   * @throws InvalidInputException if the file cannot be read or is not well formed
   */
  public static ConfigDocument read(Path file, List<String> overrides) {
    Problems problems = new Problems();
    ConfigNode root = new TreeReader(problems).file(file);
    for (String override : overrides) {
      Overrides.apply(root, override, problems);
    }
    return new ConfigDocument(root, problems);
  }

  /**
   * {@return whether a key is written at the top}
   *
   * @param key its name
   */
  public boolean has(String key) {
    return root.keys().contains(key);
  }

  /**
   * {@return the map at the top}
   *
   * @param keys its keys
   */
  public ConfigNode root(Keys keys) {
    return root.declare(Key.key("", Type.map(keys), ""));
  }

  /**
   * Notes a problem that was found elsewhere, such as in a file that the config names.
   *
   * @param line where, which rule, which value, what to do
   */
  public void problem(String line) {
    problems.add(line);
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInputException if there was any problem, one line for each
   */
  public void check() {
    List<String> lines = problems();
    if (!lines.isEmpty()) {
      throw new InvalidInputException(String.join("\n", lines));
    }
  }

  /** {@return the problems found so far, the unknown keys among them, one a line} */
  public List<String> problems() {
    root.findUnknown();
    return problems.lines();
  }

  /**
   * {@return every value that was asked for, overrides and defaults filled in: maps, lists, texts
   * and numbers under their keys, in the order of asking}
   */
  public Map<String, Object> resolved() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (root.resolve() instanceof Map<?, ?> values) {
      values.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }
}
