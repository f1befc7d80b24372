package org.conductance4j.model;

import org.jspecify.annotations.Nullable;

/** Makes text from a file or a library fit into a message of one line. */
final class ForeignText {

  private static final int LONGEST = 160;

  private ForeignText() {}

  /** The text without control characters, shortened if it is long. */
  static String of(@Nullable String text) {
    if (text == null) {
      return "no reason given";
    }
    String line = text.strip().replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** The failure's message, or its class name if it has none. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    return of(message == null ? failure.getClass().getSimpleName() : message);
  }
}
