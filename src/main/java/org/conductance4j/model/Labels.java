package org.conductance4j.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.config.InvalidInputException;

/** Reads the names of a network's classes, in the order of its outputs. */
public final class Labels {

  private static final long MAX_BYTES = 1 << 24;

  private Labels() {}

  /**
   * Reads a text file (UTF-8) with one class name per line.
   *
   * @param file the file; an empty line at its end is ignored
   * @param outputs number of the network's outputs
   * @return the names, without blanks around them
   * @throws InvalidInputException if the file is missing, not text, has a blank line, or does not
   *     have one line for each output
   */
  public static List<String> read(Path file, int outputs) {
    List<String> names = new ArrayList<>();
    for (String line : lines(file)) {
      names.add(line.strip());
    }
    while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
      names.remove(names.size() - 1);
    }
    int blank = names.indexOf("");
    if (blank >= 0) {
      throw InvalidInputException.of(
          file + ":" + (blank + 1), "needs a class name", "a blank line", "name the class");
    }
    if (names.size() != outputs) {
      throw InvalidInputException.of(
          file.toString(),
          "needs a line for each of the network's " + outputs + " outputs",
          names.size() + " lines",
          "name all classes in the order of the outputs");
    }
    return List.copyOf(names);
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw InvalidInputException.of(
            file.toString(), "must be a list of class names", "more than 16 MB", "check the path");
      }
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          file + ": must be text in UTF-8, got other bytes; save it as UTF-8", e);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }
}
