package org.conductance4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Sha256;
import org.conductance4j.config.InvalidInputException;

/**
 * Rows of named numbers from a CSV file with a header. A column {@code class} holds each row's
 * class and is not a feature. Immutable.
 */
public final class FeatureTable {

  /** Name of the column that holds the classes. */
  public static final String CLASS = "class";

  private final Path file;
  private final List<String> features;
  private final List<double[]> rows;
  private final List<String> classes;

  private FeatureTable(
      Path file, List<String> features, List<double[]> rows, List<String> classes) {
    this.file = file;
    this.features = List.copyOf(features);
    this.rows = List.copyOf(rows);
    this.classes = List.copyOf(classes);
  }

  /**
   * {@return the table of a file}
   *
   * @param file comma-separated, or tab-separated where its name ends in {@code .tsv}
   * @throws InvalidInputException if the file is missing or damaged, or a feature is no finite
   *     number
   */
  public static FeatureTable read(Path file) {
    CsvFile csv = CsvFile.read(file);
    int label = csv.header().indexOf(CLASS);
    int[] columns =
        IntStream.range(0, csv.header().size()).filter(column -> column != label).toArray();
    List<double[]> rows = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (int row = 0; row < csv.rows().size(); row++) {
      List<String> cells = csv.rows().get(row);
      int number = row;
      rows.add(
          Arrays.stream(columns)
              .mapToDouble(column -> number(csv, number, column, cells.get(column)))
              .toArray());
      if (label >= 0) {
        classes.add(cells.get(label));
      }
    }
    List<String> features = Arrays.stream(columns).mapToObj(csv.header()::get).toList();
    return new FeatureTable(file, features, rows, classes);
  }

  private static double number(CsvFile csv, int row, int column, String cell) {
    try {
      double number = Double.parseDouble(cell);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below, as numbers that are not finite are
    }
    throw InvalidInputException.of(
        csv.file() + ": row " + row + ", column '" + csv.header().get(column) + "'",
        "needs a finite number",
        "'" + cell + "'",
        cell.matches("-?\\d+,\\d+")
            ? "write decimal points in place of commas"
            : "repair it or leave the row out");
  }

  /** {@return names of the features, in the order of the columns} */
  public List<String> features() {
    return features;
  }

  /** {@return number of rows, at least 1} */
  public int size() {
    return rows.size();
  }

  /**
   * {@return the features of a row: a copy, (feature)}
   *
   * @param row its number, from 0, the header not counted
   * @throws InvalidInputException if there is no such row
   */
  public double[] row(int row) {
    if (row < 0 || row >= rows.size()) {
      throw InvalidInputException.of(
          file.toString(), "has rows 0 to " + (rows.size() - 1), row, "choose one of them");
    }
    return rows.get(row).clone();
  }

  /** {@return mean of each feature over all rows, (feature)} */
  public double[] means() {
    double[] means = new double[features.size()];
    for (double[] row : rows) {
      Arrays.setAll(means, i -> means[i] + row[i] / rows.size());
    }
    return means;
  }

  /** {@return the class of each row; empty if the table has no column {@value #CLASS}} */
  public List<String> classes() {
    return classes;
  }

  /** {@return the different classes, in the order in which they first occur} */
  public List<String> labels() {
    return List.copyOf(new LinkedHashSet<>(classes));
  }

  /** {@return SHA-256 of the file, 64 hexadecimal digits} */
  public String fingerprint() {
    return Sha256.of(file);
  }
}
