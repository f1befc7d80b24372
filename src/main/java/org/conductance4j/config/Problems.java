package org.conductance4j.config;

import java.util.ArrayList;
import java.util.List;

/** The problems that one reading of a config has found. */
final class Problems {

  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
