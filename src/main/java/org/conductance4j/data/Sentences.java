package org.conductance4j.data;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.conductance4j.array.Sha256;
import org.conductance4j.config.InvalidInputException;

/**
 * Sentences with one class each.
 *
 * @param texts the sentences
 * @param classes the class of each
 * @param fingerprint SHA-256 of the file
 */
public record Sentences(List<String> texts, List<String> classes, String fingerprint) {

  /** Name of the column that holds sentences. */
  public static final String TEXT = "text";

  /** Copies the lists. */
  public Sentences {
    texts = List.copyOf(texts);
    classes = List.copyOf(classes);
  }

  /**
   * {@return the sentences of a file with the columns {@value FeatureTable#CLASS} and {@value
   * #TEXT}}
   *
   * @param file comma-separated, or tab-separated where its name ends in {@code .tsv}
   * @throws InvalidInputException if the file is missing or damaged, or a sentence has no word
   */
  public static Sentences read(Path file) {
    CsvFile csv = CsvFile.read(file);
    int text = csv.column(TEXT);
    int label = csv.column(FeatureTable.CLASS);
    List<String> texts = csv.rows().stream().map(cells -> cells.get(text)).toList();
    for (int row = 0; row < texts.size(); row++) {
      if (Vocabulary.words(texts.get(row)).isEmpty()) {
        throw InvalidInputException.of(
            file + ": row " + row,
            "needs a sentence of at least one word",
            "'" + texts.get(row) + "'",
            "leave it out");
      }
    }
    List<String> classes = csv.rows().stream().map(cells -> cells.get(label)).toList();
    return new Sentences(texts, classes, Sha256.of(file));
  }

  /** {@return the different classes, in the order in which they first occur} */
  public List<String> labels() {
    return List.copyOf(new LinkedHashSet<>(classes));
  }
}
