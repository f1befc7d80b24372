package org.conductance4j.experiment.result;

import org.conductance4j.array.Table;
import org.conductance4j.array.Tensor;

/** A file of a result folder, as data. */
public sealed interface ResultFile {

  /** {@return its path in the result folder} */
  String path();

  /**
   * A CSV file.
   *
   * @param path its path in the result folder
   * @param table what it holds
   */
  record OfTable(String path, Table table) implements ResultFile {}

  /**
   * A JSON file.
   *
   * @param path its path in the result folder
   * @param value a record
   */
  record OfRecord(String path, Object value) implements ResultFile {}

  /**
   * A {@code .npy} file in the precision of the run.
   *
   * @param path its path in the result folder
   * @param values what it holds
   */
  record OfArray(String path, Tensor values) implements ResultFile {}
}
