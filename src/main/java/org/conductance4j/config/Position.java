package org.conductance4j.config;

import java.nio.file.Path;

/** Where something was written: a line of a file, or an override. */
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

  /** An override. */
  record Option(String target) implements Position {
    @Override
    public String of(String key) {
      return "override " + target + (key.isEmpty() || key.equals(target) ? "" : " " + key);
    }

    @Override
    public Path folder() {
      return Path.of("");
    }
  }
}
