package org.conductance4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.config.InvalidInputException;

/** Files that a command writes at its end, looked at before its work begins. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Refuses a file that cannot be written.
   *
   * @param option that names it
   * @param file where it is to lie
   * @throws InvalidInputException if its folder does not exist or cannot be written, or it is a
   *     folder itself
   */
  static void check(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw InvalidInputException.of(
          option, "must be a file in a folder that exists", file, "make the folder first");
    }
    if (!Files.isWritable(folder)) {
      throw InvalidInputException.of(
          option, "must be in a folder that can be written", folder, "choose another");
    }
  }
}
