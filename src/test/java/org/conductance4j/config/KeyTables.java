package org.conductance4j.config;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the tables of a page of keys. A table stands between {@code <!-- keys: TITLE -->} and
 * {@code <!-- end -->}. The keys of a map without a table of its own stand in the table that the
 * map belongs to.
 */
public final class KeyTables {

  private static final Pattern TABLE =
      Pattern.compile("<!-- keys: ([a-z -]+) -->\n.*?<!-- end -->", Pattern.DOTALL);

  private final Map<String, Keys> groups = new LinkedHashMap<>();
  private final List<String> titles;
  private final String page;

  private KeyTables(String page, Collection<Keys> kinds) {
    this.page = page;
    this.titles = TABLE.matcher(page).results().map(table -> table.group(1)).toList();
    kinds.forEach(this::add);
  }

  private void add(Keys keys) {
    Keys known = groups.put(keys.title(), keys);
    if (known != null && !known.equals(keys)) {
      throw new IllegalStateException(keys.title() + ": two groups of keys have this title");
    }
    keys.keys().stream().flatMap(key -> key.type().groups().stream()).forEach(this::add);
  }

  /**
   * {@return a page with its tables written anew}
   *
   * @param page Markdown
   * @param kinds the keys of each kind of config, each of which has a table
   */
  public static String fill(String page, Collection<Keys> kinds) {
    return new KeyTables(page, kinds).filled(kinds);
  }

  private String filled(Collection<Keys> kinds) {
    for (Keys keys : kinds) {
      if (!titles.contains(keys.title())) {
        throw new IllegalStateException(keys.title() + ": the page has no table of these keys");
      }
    }
    return TABLE.matcher(page).replaceAll(table -> Matcher.quoteReplacement(table(table.group(1))));
  }

  private String table(String title) {
    StringBuilder table = new StringBuilder("<!-- keys: " + title + " -->\n");
    table.append("| key | type | default | meaning |\n|---|---|---|---|\n");
    rows(requireNonNull(groups.get(title), title), "", table);
    return table.append("<!-- end -->").toString();
  }

  private void rows(Keys keys, String prefix, StringBuilder table) {
    for (Key key : keys.keys()) {
      String former = key.former() == null ? "" : " (formerly `" + key.former() + "`)";
      List<String> cells =
          List.of(
              "`" + prefix + key.name() + "`",
              words(key.type()),
              byDefault(key),
              key.meaning() + former);
      cells.forEach(cell -> table.append("| ").append(cell.replace("|", "\\|")).append(" "));
      table.append("|\n");
      key.type().groups().stream()
          .filter(map -> !titles.contains(map.title()))
          .forEach(map -> rows(map, prefix + key.name() + ".", table));
    }
  }

  private String words(Type type) {
    if (type instanceof Types.Items list) {
      return "list of " + (list.length() == 0 ? "" : list.length() + " ") + several(list.item());
    } else if (type instanceof Types.Named map) {
      return "map of names to " + several(map.value());
    } else if (type instanceof Types.Either either) {
      return either.options().stream().map(this::words).collect(joining(" or "));
    } else if (type instanceof Types.Fields map) {
      return map.groups().stream().map(this::link).collect(joining(" or "));
    } else if (type instanceof Types.Id choice) {
      return choice.ids().stream().map(id -> "`" + id + "`").collect(joining(", "));
    } else if (type instanceof Types.Text text) {
      return text.words();
    } else if (type instanceof Types.Decimal number) {
      return number(number.range());
    }
    Types.Whole whole = (Types.Whole) type;
    return isBounded(whole)
        ? String.format(Locale.ROOT, "%,d to %,d", whole.least(), whole.most())
        : "whole number";
  }

  private String several(Type type) {
    if (type instanceof Types.Items list) {
      return "lists of " + several(list.item());
    } else if (type instanceof Types.Either either) {
      return either.options().stream().map(this::several).collect(joining(" or "));
    } else if (type instanceof Types.Whole whole && isBounded(whole)) {
      return "numbers from " + words(type);
    } else if (type instanceof Types.Id || type instanceof Types.Fields) {
      return words(type);
    }
    return words(type).replaceFirst("number|\\w+$", "$0s");
  }

  private static boolean isBounded(Types.Whole whole) {
    return whole.most() < Integer.MAX_VALUE;
  }

  private String link(Keys keys) {
    return titles.contains(keys.title())
        ? "[%s](#%s)".formatted(keys.title(), keys.anchor())
        : "map";
  }

  private static String number(NumberRange range) {
    if (range.equals(NumberRange.SHARE) || range.equals(NumberRange.FRACTION)) {
      return range.equals(NumberRange.SHARE) ? "share" : "fraction";
    }
    if (range.equals(NumberRange.FINITE)) {
      return "number";
    }
    return range.equals(new NumberRange(0, false, 1, false))
        ? "number between 0 and 1"
        : ("number " + range).replace("0.000000001", "1e-9");
  }

  private static String byDefault(Key key) {
    return key.fallback() != null
        ? value(key.fallback())
        : key.otherwise() == null ? "required" : key.otherwise();
  }

  private static String value(Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty() ? "none" : list.stream().map(KeyTables::value).collect(joining(", "));
    }
    if (value instanceof Double number) {
      return number == Math.rint(number) ? "" + number.longValue() : number.toString();
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : "`" + value + "`";
  }
}
