package org.conductance4j.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.jspecify.annotations.Nullable;

/** Files that a command writes at its end, looked at before its work begins. */
final class OutputFile {

  private OutputFile() {}

  /** Refuses the file of an option, if one was given, that cannot be written. */
  static void check(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
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

  /** Writes a record as JSON, if a file was asked for. */
  static void writeJson(@Nullable Path file, Object record) {
    if (file != null) {
      byte[] text = RecordJson.of(record).getBytes(StandardCharsets.UTF_8);
      WholeFile.write(file, out -> out.write(text));
    }
  }
}
