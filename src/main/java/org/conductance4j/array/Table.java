package org.conductance4j.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of typed cells under named columns: what becomes a CSV file or a table of a page.
 *
 * @param columns from left to right
 * @param rows one cell a column: a text or a number; an empty text where there is no value
 */
public record Table(List<Column> columns, List<List<Object>> rows) {

  /** Nothing, to which columns can be added. */
  public static final Table EMPTY = new Table(List.of(), List.of());

  /** What a column holds. */
  public enum Kind {
    /** Short texts. In a CSV file they are quoted where they need it. */
    WORD,
    /** Names that users choose. In a CSV file they are always quoted. */
    NAME,
    /** Numbers, or texts that show a number. */
    NUMBER
  }

  /**
   * One column.
   *
   * @param name its heading
   * @param kind what it holds
   */
  public record Column(String name, Kind kind) {}

  /** Keeps copies of the lists. */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * {@return this table with further columns of short texts}
   *
   * @param names of the columns
   */
  public Table words(String... names) {
    return with(Kind.WORD, names);
  }

  /**
   * {@return this table with further columns of names that users choose}
   *
   * @param names of the columns
   */
  public Table names(String... names) {
    return with(Kind.NAME, names);
  }

  /**
   * {@return this table with further columns of numbers}
   *
   * @param names of the columns
   */
  public Table numbers(String... names) {
    return with(Kind.NUMBER, names);
  }

  private Table with(Kind kind, String... names) {
    Stream<Column> more = Arrays.stream(names).map(name -> new Column(name, kind));
    return new Table(Stream.concat(columns.stream(), more).toList(), rows);
  }

  /**
   * {@return the columns of this table with a row for each item}
   *
   * @param <T> what a row is made of
   * @param items in the order of the rows
   * @param cells makes a row, see {@link #row}
   */
  public <T> Table filled(Collection<T> items, Function<T, List<Object>> cells) {
    return new Table(columns, items.stream().map(cells).toList());
  }

  /**
   * {@return a row of cells}
   *
   * @param cells texts and numbers; null where there is no value; lists of cells are joined
   */
  public static List<Object> row(@Nullable Object... cells) {
    List<Object> row = new ArrayList<>();
    for (Object cell : cells) {
      if (cell instanceof Collection<?> several) {
        row.addAll(several);
      } else {
        row.add(Objects.requireNonNullElse(cell, ""));
      }
    }
    return row;
  }

  /** {@return the table as comma-separated values, with a line for the headings} */
  public String csv() {
    Stream<String> head = Stream.of(line(columns.stream().map(Column::name)));
    return Stream.concat(head, rows.stream().map(this::line)).collect(Collectors.joining());
  }

  private String line(List<Object> row) {
    List<String> cells = new ArrayList<>();
    for (int k = 0; k < row.size(); k++) {
      String text = String.valueOf(row.get(k));
      Kind kind = columns.get(k).kind();
      boolean quoted = kind == Kind.NAME || (kind == Kind.WORD && !text.matches("[^,\"\n\r]*"));
      cells.add(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
    return line(cells.stream());
  }

  private static String line(Stream<String> cells) {
    return cells.collect(Collectors.joining(",", "", "\n"));
  }
}
