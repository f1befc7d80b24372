package org.conductance4j.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;

/**
 * Writes the tables of a page of keys. A table stands between {@code <!-- keys: TITLE -->} and
 * {@code <!-- end -->}. A map without a table of its own is told in the table that it belongs to.
 */
final class ConfigPage {

  private static final Pattern TABLE =
      Pattern.compile("<!-- keys: ([a-z -]+) -->\n.*?<!-- end -->", Pattern.DOTALL);

  private final Map<String, Keys> groups = new LinkedHashMap<>();

  ConfigPage(Collection<Keys> kinds) {
    kinds.forEach(this::add);
  }

  private void add(Keys keys) {
    Keys known = groups.put(keys.title(), keys);
    if (known != null && !known.equals(keys)) {
      throw new IllegalStateException(keys.title() + ": two groups of keys have this title");
    }
    keys.keys().stream().flatMap(key -> key.type().groups().stream()).forEach(this::add);
  }

  /** The page with all its tables written anew. */
  String fill(String page) {
    List<String> tables = titles(page);
    return TABLE
        .matcher(page)
        .replaceAll(
            table ->
                Matcher.quoteReplacement(
                    "<!-- keys: %s -->\n%s<!-- end -->"
                        .formatted(table.group(1), table(table.group(1), tables))));
  }

  /** Titles of kinds of config without a table. */
  List<String> missing(String page) {
    List<String> tables = titles(page);
    return ValidateCommand.KINDS.values().stream()
        .map(Keys::title)
        .filter(title -> !tables.contains(title))
        .toList();
  }

  private static List<String> titles(String page) {
    return TABLE.matcher(page).results().map(table -> table.group(1)).toList();
  }

  private String table(String title, List<String> tables) {
    StringBuilder table = new StringBuilder();
    table.append("| key | type | default | meaning |\n|---|---|---|---|\n");
    rows(requireNonNull(groups.get(title), title), "", tables, table);
    return table.toString();
  }

  private void rows(Keys keys, String prefix, List<String> tables, StringBuilder table) {
    for (Key key : keys.keys()) {
      List<Keys> maps =
          key.type().groups().stream().filter(map -> tables.contains(map.title())).toList();
      String links =
          maps.stream()
              .map(
                  map -> "[%s](#%s)".formatted(maps.size() == 1 ? "$1" : map.title(), map.anchor()))
              .collect(joining(", "));
      String type = key.type().words();
      if (!maps.isEmpty()) {
        type = type.replaceFirst("\\b(maps?)\\b", maps.size() == 1 ? links : "$1: " + links);
      }
      String former = key.former() == null ? "" : " (formerly `" + key.former() + "`)";
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  prefix + key.name(),
                  type,
                  byDefault(key),
                  (key.meaning() + former).replace("|", "\\|")));
      key.type().groups().stream()
          .filter(map -> !tables.contains(map.title()))
          .forEach(map -> rows(map, prefix + key.name() + ".", tables, table));
    }
  }

  private static String byDefault(Key key) {
    if (key.fallback() == null) {
      return key.otherwise() == null ? "required" : key.otherwise();
    }
    return value(key.fallback());
  }

  private static String value(Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty() ? "none" : list.stream().map(ConfigPage::value).collect(joining(", "));
    }
    if (value instanceof Double number) {
      return number == Math.rint(number) ? "" + number.longValue() : number.toString();
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : "`" + value + "`";
  }
}
