package org.conductance4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.conductance4j.array.TextFile;
import org.conductance4j.config.InvalidInputException;

/**
 * A text file (UTF-8) with a header and rows, separated by commas, by semicolons if its header has
 * no comma, or by tabs if its name ends in {@code .tsv}.
 *
 * @param file the file that was read
 * @param header names of the columns, all different
 * @param rows each with one cell for each column
 */
record CsvFile(Path file, List<String> header, List<List<String>> rows) {

  private static final long MOST_BYTES = 1 << 28;

  CsvFile {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }

  /** Refuses what is missing, not text, too large, without rows, or has rows of other lengths. */
  static CsvFile read(Path file) {
    String text = TextFile.read(file, MOST_BYTES);
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(file, text));
    List<List<String>> lines = new ArrayList<>();
    try (MappingIterator<String[]> cells =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvParser.Feature.TRIM_SPACES)
            .with(CsvParser.Feature.SKIP_EMPTY_LINES)
            .with(schema)
            .readValues(text)) {
      while (cells.hasNextValue()) {
        lines.add(List.of(cells.nextValue()));
      }
    } catch (JsonProcessingException e) {
      String got = e.getOriginalMessage().lines().findFirst().orElse("another form");
      throw new InvalidInputException(
          file + ": must be rows of cells, got " + got + "; repair the file", e);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
    return checked(file, lines);
  }

  private static CsvFile checked(Path file, List<List<String>> lines) {
    if (lines.size() < 2) {
      throw InvalidInputException.of(
          file.toString(), "needs a header and a row", lines.size() + " lines", "add rows");
    }
    List<String> header = lines.get(0);
    if (new HashSet<>(header).size() < header.size() || header.contains("")) {
      throw InvalidInputException.of(
          file + ":1", "needs different names of columns", header, "name each column once");
    }
    for (int row = 1; row < lines.size(); row++) {
      if (lines.get(row).size() != header.size()) {
        throw InvalidInputException.of(
            file.toString(),
            "needs " + header.size() + " cells in every row, as its header has",
            lines.get(row).size() + " in row " + (row - 1),
            "quote cells that hold the separator");
      }
    }
    return new CsvFile(file, header, lines.subList(1, lines.size()));
  }

  /** What stands between cells: a semicolon, as spreadsheets write it, if no comma does. */
  private static char separator(Path file, String text) {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv")) {
      return '\t';
    }
    String header = text.lines().findFirst().orElse("");
    return header.indexOf(',') < 0 && header.indexOf(';') >= 0 ? ';' : ',';
  }

  /** Index of a required column. */
  int column(String name) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw InvalidInputException.of(
          file + ":1", "needs a column '" + name + "'", header, "add it");
    }
    return column;
  }
}
