package org.conductance4j.array;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Thrown when a file cannot be written because the disk is full. That is a failure, not wrong
 * input: the command line prints the message and exits with code 1.
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

  /** Whether a failure, or one of its causes, says that the disk is full. */
  static boolean is(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      String message = at.getMessage();
      if (at instanceof IOException && message != null && isFull(message)) {
        return true;
      }
    }
    return false;
  }

  /** The words come from the system: Linux and macOS, a quota, and Windows. */
  private static boolean isFull(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("no space left")
        || words.contains("quota exceeded")
        || words.contains("not enough space");
  }
}
