package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Optional;

/**
 * What one section of a config found, and what of it stands in the result folder and in the report.
 *
 * @param found the section's own record
 * @param metrics its entry in {@code metrics.json}; empty where it has none
 * @param files its own files
 * @param report its part of the report
 */
public record SectionResult(
    Object found, Optional<Entry> metrics, List<ResultFile> files, SectionReport report) {

  /**
   * An entry in {@code metrics.json}.
   *
   * @param key its key
   * @param after the key that it follows
   * @param value a record or a list of records
   */
  public record Entry(String key, String after, Object value) {

    /**
     * An entry that follows the curves.
     *
     * @param key its key
     * @param value a record or a list of records
     */
    public Entry(String key, Object value) {
      this(key, "curves", value);
    }
  }
}
