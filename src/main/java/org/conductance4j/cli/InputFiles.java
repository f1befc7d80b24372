package org.conductance4j.cli;

import java.nio.file.Path;

/** Files for what is known of each input of a network with several of them. */
final class InputFiles {

  private InputFiles() {}

  /** {@code out.npy} of input {@code a} becomes {@code out-a.npy}. */
  static Path named(Path file, String input) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    String plain = input.replaceAll("[^A-Za-z0-9._-]", "_");
    return file.resolveSibling(name.substring(0, end) + "-" + plain + name.substring(end));
  }
}
