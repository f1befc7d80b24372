package org.conductance4j.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says in one line that a file could not be written because the disk is full: nobody's wrong input,
 * but a failure. The command line prints the message and ends with exit code 1.
 */
public final class FullDiskException extends RuntimeException {

  /**
   * Creates an exception.
   *
   * @param file what could not be written
   * @param cause what failed
   */
  public FullDiskException(Path file, IOException cause) {
    super(file + ": the disk is full; make room and run it again", cause);
  }

  /**
   * Whether a failure to write comes of a full disk.
   *
   * @param e the failure
   * @return true if the system says so of it or of what lies behind it
   */
  static boolean is(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      String message = at.getMessage();
      if (at instanceof IOException && message != null && isFull(message)) {
        return true;
      }
    }
    return false;
  }

  /** Java passes on the system's own words: Linux and macOS, a quota, Windows. */
  private static boolean isFull(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("no space left")
        || words.contains("quota exceeded")
        || words.contains("not enough space");
  }
}
