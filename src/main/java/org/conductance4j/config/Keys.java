package org.conductance4j.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a map, in the order in which they are told.
 *
 * @param title what the map is called, such as {@code path}
 * @param keys its keys
 */
public record Keys(String title, List<Key> keys) {

  /** Keeps a copy of the list. */
  public Keys {
    keys = List.copyOf(keys);
  }

  /**
   * {@return the keys of a map}
   *
   * @param title what the map is called
   * @param keys its keys
   */
  public static Keys of(String title, Key... keys) {
    return new Keys(title, Arrays.asList(keys));
  }

  /** {@return the title as the end of a link} */
  String anchor() {
    return title.replace(' ', '-');
  }

  Optional<Key> find(String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /** {@return a JSON schema (draft 7) of files with these keys} */
  public String schema() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    keys.forEach(key -> define(key.type(), definitions));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", title);
    schema.putAll(object());
    schema.put("definitions", definitions);
    return RecordJson.of(schema);
  }

  private static void define(Type type, Map<String, Object> definitions) {
    for (Keys group : type.groups()) {
      if (!definitions.containsKey(group.anchor())) {
        definitions.put(group.anchor(), group.object());
        group.keys.forEach(key -> define(key.type(), definitions));
      }
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach(key -> declare(key, properties));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    List<String> required = keys.stream().filter(Key::isRequired).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    List<Map<String, Object>> alternatives =
        keys.stream()
            .filter(Key::isOneOf)
            .map(key -> Map.<String, Object>of("required", List.of(key.name())))
            .toList();
    if (!alternatives.isEmpty()) {
      schema.put("oneOf", alternatives);
    }
    return schema;
  }

  private static void declare(Key key, Map<String, Object> properties) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", key.description());
    schema.putAll(key.type().schema());
    if (key.fallback() != null && !key.fallback().equals(List.of())) {
      schema.put("default", key.fallback());
    }
    properties.put(key.name(), schema);
    if (key.former() != null) {
      Map<String, Object> old = new LinkedHashMap<>(schema);
      old.put("deprecated", true);
      old.put("deprecationMessage", "is now called " + key.name());
      properties.put(key.former(), old);
    }
  }
}
