package org.conductance4j.config;

import java.nio.file.Path;

/** Where something was written: a line of a file, or a {@code --set} option. */
sealed interface Position {

  /** The beginning of an error line about a key. */
  String of(String key);

  /** The folder from which relative paths count. */
  Path folder();

  /** A line of a file, counted from 1. */
  record Line(Path file, int line) implements Position {
    @Override
    public String of(String key) {
      return file + ":" + line + (key.isEmpty() ? "" : " " + key);
    }

    @Override
    public Path folder() {
      Path parent = file.getParent();
      return parent == null ? Path.of("") : parent;
    }
  }

  /** An override of the command line. */
  record Option(String target) implements Position {
    @Override
    public String of(String key) {
      return "--set " + target + (key.isEmpty() || key.equals(target) ? "" : " " + key);
    }

    @Override
    public Path folder() {
      return Path.of("");
    }
  }
}
