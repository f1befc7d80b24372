package org.conductance4j.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;

/**
 * The names of a network's classes, in the order of its outputs.
 *
 * @param names one name for each output, none blank
 */
public record Labels(List<String> names) {

  private static final long MAX_BYTES = 1 << 24;

  /** Copies the list. */
  public Labels {
    names = List.copyOf(names);
  }

  /**
   * Reads a text file (UTF-8) with a class name a line.
   *
   * @param file the file; an empty line at its end is ignored
   * @param outputs how many outputs the network has
   * @return the names, without blanks around them
   * @throws InvalidInputException if the file is missing, not text, has a blank line, or another
   *     number of lines than outputs
   */
  public static Labels read(Path file, int outputs) {
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
    return new Labels(names);
  }

  /**
   * The name of a class.
   *
   * @param index the class, from 0
   * @return its name
   */
  public String name(int index) {
    return names.get(index);
  }

  /**
   * Finds a class by its name, upper or lower case as written.
   *
   * @param name the name
   * @return the first class of that name
   */
  public Optional<Integer> index(String name) {
    int index = names.indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(index);
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
