package org.conductance4j.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One place of a config: a scalar, a list, a map, or nothing, with where it stands.
 *
 * <p>The getters never throw for a wrong value: they note the problem in the document and give a
 * value of the right type, so that one reading finds every problem. {@link ConfigDocument#check()}
 * throws at the end. A key that nobody asked for is unknown, and a problem too.
 */
public final class ConfigNode {

  private enum Kind {
    ABSENT,
    SCALAR,
    LIST,
    MAP
  }

  private final Problems problems;
  private final Position position;
  private final String key;
  private final Kind kind;
  private String text = "";
  private final List<ConfigNode> items = new ArrayList<>();
  private final Map<String, ConfigNode> entries = new LinkedHashMap<>();
  private final Map<String, ConfigNode> asked = new LinkedHashMap<>();
  private boolean refused;
  private @Nullable Object resolved;

  private ConfigNode(Problems problems, Position position, String key, Kind kind) {
    this.problems = problems;
    this.position = position;
    this.key = key;
    this.kind = kind;
  }

  static ConfigNode absent(Problems problems, Position position, String key) {
    return new ConfigNode(problems, position, key, Kind.ABSENT);
  }

  static ConfigNode scalar(Problems problems, Position position, String key, String text) {
    ConfigNode node = new ConfigNode(problems, position, key, Kind.SCALAR);
    node.text = text;
    return node;
  }

  static ConfigNode list(Problems problems, Position position, String key) {
    return new ConfigNode(problems, position, key, Kind.LIST);
  }

  static ConfigNode map(Problems problems, Position position, String key) {
    return new ConfigNode(problems, position, key, Kind.MAP);
  }

  void add(ConfigNode item) {
    items.add(item);
  }

  @Nullable ConfigNode put(String name, ConfigNode value) {
    return entries.put(name, value);
  }

  void remove(String name) {
    entries.remove(name);
  }

  void replace(int index, ConfigNode item) {
    items.set(index, item);
  }

  List<ConfigNode> rawItems() {
    return items;
  }

  @Nullable ConfigNode raw(String name) {
    return entries.get(name);
  }

  /**
   * Whether something is written here.
   *
   * @return false where the key is missing or has no value
   */
  public boolean isPresent() {
    return kind != Kind.ABSENT;
  }

  /**
   * Whether a map is written here.
   *
   * @return true for a map
   */
  public boolean isMap() {
    return kind == Kind.MAP;
  }

  /**
   * Whether a list is written here.
   *
   * @return true for a list
   */
  public boolean isList() {
    return kind == Kind.LIST;
  }

  /**
   * Whether a single value is written here.
   *
   * @return true for text, a number or a boolean
   */
  public boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  /**
   * Whether a problem of this place was noted.
   *
   * @return true where its value cannot be relied on
   */
  public boolean isRefused() {
    return refused;
  }

  /**
   * Where this stands, to begin an error line with: {@code file:line key} or {@code --set key}.
   *
   * @return the position and the dotted key
   */
  public String where() {
    return position.of(key);
  }

  /**
   * Notes a problem of this place.
   *
   * @param message the rule, the value and the remedy
   */
  public void problem(String message) {
    refused = true;
    problems.add(where() + ": " + message);
  }

  /**
   * Notes that this is absent though it is needed.
   *
   * @param remedy what to write
   */
  public void missing(String remedy) {
    refused = true;
    problems.add(where() + ": is needed; " + remedy);
  }

  /**
   * The value of a key of this map; an absent node where the key is missing.
   *
   * @param name the key, without dots
   * @return the node
   */
  public ConfigNode get(String name) {
    ConfigNode known = asked.get(name);
    if (known != null) {
      return known;
    }
    if (kind == Kind.SCALAR || kind == Kind.LIST) {
      refuse("must be a map of keys");
    }
    ConfigNode node = entries.get(name);
    if (node == null) {
      node = absent(problems, position, child(name));
    }
    asked.put(name, node);
    return node;
  }

  private String child(String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  /**
   * The keys that are written in this map, in their order.
   *
   * @return the keys; empty for anything but a map
   */
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /**
   * The items of this list.
   *
   * @return the items; none where this is absent
   */
  public List<ConfigNode> items() {
    if (kind == Kind.SCALAR || kind == Kind.MAP) {
      refuse("must be a list");
    }
    return List.copyOf(items);
  }

  /**
   * The text that is needed here.
   *
   * @return the text, empty where it is missing or wrong
   */
  public String string() {
    return scalarOr("a text").orElse("");
  }

  /**
   * The text here, or a default.
   *
   * @param fallback the default
   * @return the text
   */
  public String string(String fallback) {
    return isPresent() ? string() : keep(fallback);
  }

  /**
   * The whole number that is needed here.
   *
   * @param least the least allowed
   * @param most the most allowed
   * @return the number, {@code least} where it is missing or wrong
   */
  public long integer(long least, long most) {
    String rule = "must be a whole number " + range(least, most);
    Optional<String> scalar = scalarOr("a whole number");
    if (scalar.isEmpty()) {
      return least;
    }
    try {
      long value = Long.parseLong(scalar.get().strip());
      if (value >= least && value <= most) {
        return keep(value);
      }
    } catch (NumberFormatException e) {
      // told below, as any other wrong value
    }
    problem(rule + ", got '" + text + "'");
    return least;
  }

  /**
   * The whole number here, or a default.
   *
   * @param least the least allowed
   * @param most the most allowed
   * @param fallback the default
   * @return the number
   */
  public long integer(long least, long most, long fallback) {
    return isPresent() ? integer(least, most) : keep(fallback);
  }

  /**
   * The number that is needed here.
   *
   * @param range what is allowed
   * @return the number; some allowed number where it is missing or wrong
   */
  public double number(NumberRange range) {
    Optional<String> scalar = scalarOr("a number");
    if (scalar.isEmpty()) {
      return range.some();
    }
    try {
      double value = Double.parseDouble(scalar.get().strip());
      if (range.holds(value) && !scalar.get().strip().matches(".*[dDfFxX]")) {
        return keep(value);
      }
    } catch (NumberFormatException e) {
      // told below, as any other wrong value
    }
    problem("must be a number " + range + ", got '" + text + "'");
    return range.some();
  }

  /**
   * The number here, or a default.
   *
   * @param range what is allowed
   * @param fallback the default
   * @return the number
   */
  public double number(NumberRange range, double fallback) {
    return isPresent() ? number(range) : keep(fallback);
  }

  /**
   * The file that is named here, from the config's folder (from the current folder with {@code
   * --set}).
   *
   * @return the path; empty where nothing is written or it is wrong
   */
  public Optional<Path> file() {
    if (!isPresent()) {
      return Optional.empty();
    }
    Optional<String> scalar = scalarOr("the name of a file");
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(position.folder().resolve(scalar.get()));
    } catch (InvalidPathException e) {
      problem("must be the name of a file, got '" + text + "'");
      return Optional.empty();
    }
  }

  /**
   * The folder from which relative paths of this place count.
   *
   * @return the config's folder, or the current folder for {@code --set}
   */
  public Path folder() {
    return position.folder();
  }

  /**
   * One of a closed set of ids.
   *
   * @param ids the ids that are known
   * @return the id, or empty where it is missing or unknown
   */
  public Optional<String> id(Collection<String> ids) {
    Optional<String> scalar = scalarOr("one of " + String.join(", ", ids));
    if (scalar.isPresent() && !ids.contains(scalar.get())) {
      problem("unknown id '" + text + "'; " + NearMatches.remedy(text, ids));
      return Optional.empty();
    }
    return scalar;
  }

  /**
   * One of a closed set of ids, or a default.
   *
   * @param ids the ids that are known
   * @param fallback the default
   * @return the id
   */
  public String id(Collection<String> ids, String fallback) {
    return isPresent() ? id(ids).orElse(fallback) : keep(fallback);
  }

  /**
   * The text that is needed here, made into a value by a parser that says what is wrong.
   *
   * @param what what the text is, such as {@code an objective}
   * @param parser makes the value, or throws {@link InvalidInputException}
   * @param <T> type of the value
   * @return the value, or empty where it is missing or wrong
   */
  public <T> Optional<T> parsed(String what, Function<String, T> parser) {
    Optional<String> scalar = scalarOr(what);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(scalar.get()));
    } catch (InvalidInputException e) {
      problem(InvalidInputException.withoutSubject(where(), e));
      return Optional.empty();
    }
  }

  /**
   * The numbers of a list of a fixed length, or a default.
   *
   * @param length how many
   * @param range what is allowed
   * @param fallback the default
   * @return the numbers
   */
  public List<Double> numbers(int length, NumberRange range, List<Double> fallback) {
    if (!isPresent()) {
      return keep(fallback);
    }
    List<Double> numbers = numbers(range);
    if (!refused && numbers.size() != length) {
      problem("must be a list of " + length + " numbers, got " + numbers.size());
    }
    return refused ? fallback : numbers;
  }

  /**
   * The numbers of a list.
   *
   * @param range what is allowed
   * @return the numbers
   */
  public List<Double> numbers(NumberRange range) {
    return items().stream().map(item -> item.number(range)).toList();
  }

  /**
   * The whole numbers of a list.
   *
   * @param least the least allowed
   * @param most the most allowed
   * @return the numbers
   */
  public List<Long> integers(long least, long most) {
    return items().stream().map(item -> item.integer(least, most)).toList();
  }

  private Optional<String> scalarOr(String what) {
    return switch (kind) {
      case SCALAR -> Optional.of(keep(text));
      case ABSENT -> {
        missing("write " + what);
        yield Optional.empty();
      }
      default -> {
        refuse("must be " + what);
        yield Optional.empty();
      }
    };
  }

  private void refuse(String rule) {
    if (!refused) {
      problem(rule + ", got " + described());
    }
  }

  private String described() {
    return switch (kind) {
      case LIST -> "a list";
      case MAP -> "a map";
      case SCALAR -> "'" + text + "'";
      case ABSENT -> "nothing";
    };
  }

  private <T> T keep(T value) {
    resolved = value;
    return value;
  }

  /** Notes every key that nobody asked for. */
  void findUnknown() {
    if (refused) {
      return;
    }
    if (!asked.isEmpty()) {
      for (Map.Entry<String, ConfigNode> entry : entries.entrySet()) {
        String name = entry.getKey();
        if (!asked.containsKey(name)) {
          entry
              .getValue()
              .problem("unknown key '" + name + "'; " + NearMatches.remedy(name, asked.keySet()));
        }
      }
    }
    asked.values().forEach(ConfigNode::findUnknown);
    items.forEach(ConfigNode::findUnknown);
  }

  /** What was read here: maps, lists and scalars, defaults filled in. */
  @Nullable Object resolve() {
    if (kind == Kind.LIST) {
      return items.stream().map(ConfigNode::resolve).toList();
    }
    Map<String, Object> map = new LinkedHashMap<>();
    asked.forEach(
        (name, node) -> {
          Object value = node.resolve();
          if (value != null) {
            map.put(name, value);
          }
        });
    return kind == Kind.MAP || !map.isEmpty() ? map : resolved;
  }

  private static String range(long least, long most) {
    if (most == Long.MAX_VALUE || most == Integer.MAX_VALUE) {
      return least == Long.MIN_VALUE ? "" : "of at least " + least;
    }
    return "from " + least + " to " + most;
  }
}
