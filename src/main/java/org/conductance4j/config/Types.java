package org.conductance4j.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The types that a value can have. */
final class Types {

  /** JSON numbers beyond it are not exact in every reader. */
  private static final long LARGEST_EXACT = 1L << 53;

  private Types() {}

  private static Map<String, Object> anyOf(List<Map<String, Object>> schemas) {
    return schemas.size() == 1 ? schemas.get(0) : Map.of("anyOf", schemas);
  }

  record Whole(long least, long most) implements Type {

    boolean holds(long value) {
      return value >= least && value <= most;
    }

    /** The limits as messages tell them. */
    String range() {
      if (most == Long.MAX_VALUE || most == Integer.MAX_VALUE) {
        return least == Long.MIN_VALUE ? "" : "of at least " + least;
      }
      return "from " + least + " to " + most;
    }

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "integer"));
      if (least > -LARGEST_EXACT) {
        schema.put("minimum", least);
      }
      if (most < LARGEST_EXACT) {
        schema.put("maximum", most);
      }
      return schema;
    }
  }

  record Decimal(NumberRange range) implements Type {

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "number"));
      if (range.least() > -Double.MAX_VALUE) {
        schema.put(range.leastIncluded() ? "minimum" : "exclusiveMinimum", range.least());
      }
      if (range.most() < Double.MAX_VALUE) {
        schema.put(range.mostIncluded() ? "maximum" : "exclusiveMaximum", range.most());
      }
      return schema;
    }
  }

  record Text(String words, List<String> examples, boolean mayNameFile) implements Type {

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put(
          "type", examples.isEmpty() && !mayNameFile ? List.of("string", "number") : "string");
      if (!examples.isEmpty()) {
        schema.put("examples", examples);
      }
      return schema;
    }
  }

  record Id(List<String> ids) implements Type {

    static final List<String> FLAG = List.of("false", "true");

    @Override
    public Map<String, Object> schema() {
      return ids.equals(FLAG) ? Map.of("type", "boolean") : Map.of("enum", ids);
    }
  }

  /** A list; its length is 0 where any will do. */
  record Items(Type item, int length) implements Type {

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "array"));
      schema.put("items", item.schema());
      if (length > 0) {
        schema.put("minItems", length);
        schema.put("maxItems", length);
      }
      return schema;
    }

    @Override
    public List<Keys> groups() {
      return item.groups();
    }
  }

  record Fields(List<Keys> groups) implements Type {

    @Override
    public Map<String, Object> schema() {
      return anyOf(
          groups.stream()
              .map(keys -> Map.<String, Object>of("$ref", "#/definitions/" + keys.anchor()))
              .toList());
    }
  }

  record Named(Type value) implements Type {

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "object"));
      schema.put("additionalProperties", value.schema());
      return schema;
    }

    @Override
    public List<Keys> groups() {
      return value.groups();
    }
  }

  record Either(List<Type> options) implements Type {

    @Override
    public Map<String, Object> schema() {
      return anyOf(options.stream().map(Type::schema).toList());
    }

    @Override
    public List<Keys> groups() {
      return options.stream().flatMap(option -> option.groups().stream()).toList();
    }
  }
}
