package org.conductance4j.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One value of a config with its position: a scalar, a list, a map, or nothing.
 *
 * <p>What is allowed here, and the default, come from the declared {@link Key}. A getter that does
 * not fit the declaration throws an {@link IllegalStateException}. For a wrong value the getters
 * never throw: they note the problem in the document and return an allowed value, so that one
 * reading finds every problem. {@link ConfigDocument#check()} throws at the end. A written key that
 * no reader asked for is unknown, which is a problem, too.
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
  private @Nullable Key declared;
  private @Nullable Object fallback;
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

  /** Says what is allowed here. */
  ConfigNode declare(Key key) {
    declared = key;
    fallback = key.fallback();
    return this;
  }

  /** The declared type, or the first of its alternatives, that is of a class. */
  private <T extends Type> Optional<T> declared(Class<T> type) {
    return declared == null
        ? Optional.empty()
        : declared.type().options().stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private <T extends Type> T required(Class<T> type) {
    return declared(type)
        .orElseThrow(() -> new IllegalStateException(where() + ": is not declared as this type"));
  }

  /**
   * Takes a default that depends on other keys.
   *
   * @param value the default; where the declaration has one, the same
   * @return this
   */
  public ConfigNode or(Object value) {
    boolean open = declared != null && declared.otherwise() != null;
    if (!open && !value.equals(fallback)) {
      throw new IllegalStateException(where() + ": is declared with another default");
    }
    fallback = value;
    return this;
  }

  /** {@return whether something is written here} */
  public boolean isPresent() {
    return kind != Kind.ABSENT;
  }

  /** {@return whether a map is written here} */
  public boolean isMap() {
    return kind == Kind.MAP;
  }

  /** {@return whether a list is written here} */
  public boolean isList() {
    return kind == Kind.LIST;
  }

  /** {@return whether a single value is written here: a text, a number or a boolean} */
  public boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  /** {@return whether a problem was noted here, so that the value cannot be relied on} */
  public boolean isRefused() {
    return refused;
  }

  /** {@return the beginning of an error line: {@code file:line key} or {@code --set key}} */
  public String where() {
    return position.of(key);
  }

  /**
   * Notes a problem of this value.
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
   * {@return the value of a key of this map; an absent node where the key is left out}
   *
   * @param name a declared key
   */
  public ConfigNode get(String name) {
    ConfigNode known = asked.get(name);
    if (known != null) {
      return known;
    }
    Key child = child(name);
    if (kind == Kind.SCALAR || kind == Kind.LIST) {
      refuse("must be a map of keys");
    }
    if (child.former() != null) {
      rename(child.former(), name);
    }
    @Nullable ConfigNode node = entries.get(name);
    if (node == null) {
      node = absent(problems, position, key.isEmpty() ? name : key + "." + name);
    }
    asked.put(name, node.declare(child));
    return node;
  }

  private void rename(String old, String name) {
    @Nullable ConfigNode node = entries.remove(old);
    if (node != null && entries.putIfAbsent(name, node) != null) {
      node.problem("must be left out beside " + name + ", its name from now on");
    }
  }

  private Key child(String name) {
    Optional<Key> named = declared(Types.Named.class).map(type -> Key.key(name, type.value(), ""));
    return declared(Types.Fields.class).stream()
        .flatMap(type -> type.groups().stream())
        .flatMap(keys -> keys.find(name).stream())
        .findFirst()
        .or(() -> named)
        .orElseThrow(
            () -> new IllegalStateException(where() + ": key '" + name + "' is not declared"));
  }

  /** {@return the keys that are written in this map, in their order} */
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** {@return the items of this list; none where it is absent} */
  public List<ConfigNode> items() {
    if (kind == Kind.SCALAR || kind == Kind.MAP) {
      refuse("must be a list");
    }
    Type item = required(Types.Items.class).item();
    items.forEach(node -> node.declare(Key.key("", item, "")));
    return List.copyOf(items);
  }

  /** {@return the text, or the default; empty where it is missing or wrong} */
  public String string() {
    required(Types.Text.class);
    return isPresent() || fallback == null
        ? scalarOr("a text").orElse("")
        : keep((String) fallback);
  }

  /** {@return the whole number, or the default; the least allowed where it is missing or wrong} */
  public int integer() {
    return Math.toIntExact(longInteger());
  }

  /** {@return the same as {@link #integer()} for large numbers} */
  public long longInteger() {
    Types.Whole type = required(Types.Whole.class);
    return numeric(
        "a whole number",
        type.range(),
        type.least(),
        Number::longValue,
        Long::valueOf,
        type::holds);
  }

  /** {@return the number, or the default; some allowed number where it is missing or wrong} */
  public double number() {
    NumberRange range = required(Types.Decimal.class).range();
    return numeric(
        "a number",
        range,
        range.some(),
        Number::doubleValue,
        text -> text.matches(".*[dDfFxX]") ? Double.NaN : Double.parseDouble(text),
        range::holds);
  }

  private <N> N numeric(
      String what,
      Object range,
      N otherwise,
      Function<Number, N> plain,
      Function<String, N> parse,
      Predicate<N> holds) {
    if (!isPresent() && fallback instanceof Number number) {
      return keep(plain.apply(number));
    }
    Optional<String> scalar = scalarOr(what);
    if (scalar.isEmpty()) {
      return otherwise;
    }
    try {
      N value = parse.apply(scalar.get().strip());
      if (holds.test(value)) {
        return keep(value);
      }
    } catch (NumberFormatException e) {
      // told below, as any other wrong value
    }
    problem("must be " + what + " " + range + ", got '" + text + "'");
    return otherwise;
  }

  /**
   * {@return the file or folder that is named here, relative to {@link #folder()}; empty where
   * nothing is written or it is wrong}
   */
  public Optional<Path> file() {
    if (!required(Types.Text.class).mayNameFile()) {
      throw new IllegalStateException(where() + ": is not declared as a file");
    }
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

  /** {@return where relative paths start: the config's folder, or the current one for --set} */
  public Path folder() {
    return position.folder();
  }

  /** {@return the id, or the default, which is also returned for an unknown id} */
  public String id() {
    if (fallback == null) {
      throw new IllegalStateException(where() + ": is declared without a default");
    }
    String otherwise = (String) fallback;
    return isPresent() ? knownId().orElse(otherwise) : keep(otherwise);
  }

  /** {@return the id, or empty where it is missing or unknown} */
  public Optional<String> knownId() {
    List<String> ids = required(Types.Id.class).ids();
    Optional<String> scalar = scalarOr("one of " + String.join(", ", ids));
    if (scalar.isPresent() && !ids.contains(scalar.get())) {
      problem("unknown id '" + text + "'; " + NearMatches.remedy(text, ids));
      return Optional.empty();
    }
    return scalar;
  }

  /**
   * {@return the text made into a value by a parser that says what is wrong; empty where it is
   * missing or wrong}
   *
   * @param what what the text is, such as {@code an objective}
   * @param parser makes the value, or throws {@link InvalidInputException}
   * @param <T> type of the value
   */
  public <T> Optional<T> parsed(String what, Function<String, T> parser) {
    required(Types.Text.class);
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

  /** {@return the numbers of a list, or the default} */
  public List<Double> numbers() {
    int length = required(Types.Items.class).length();
    List<Double> numbers = list(Double.class, ConfigNode::number);
    if (isPresent() && length > 0 && !refused && numbers.size() != length) {
      problem("must be a list of " + length + " numbers, got " + numbers.size());
    }
    return numbers;
  }

  /** {@return the whole numbers of a list, or the default} */
  public List<Integer> integers() {
    return list(Integer.class, ConfigNode::integer);
  }

  /** {@return the same as {@link #integers()} for large numbers} */
  public List<Long> longIntegers() {
    return list(Long.class, ConfigNode::longInteger);
  }

  private <T> List<T> list(Class<T> type, Function<ConfigNode, T> read) {
    return !isPresent() && fallback instanceof List<?> given
        ? given.stream().map(type::cast).toList()
        : items().stream().map(read).toList();
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
}
