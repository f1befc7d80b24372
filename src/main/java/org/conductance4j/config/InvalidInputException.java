package org.conductance4j.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.function.Supplier;

/**
 * Says in one line what is wrong with something that the user gave: where, which rule, which value,
 * and what to do. The command line prints the message and ends with exit code 2.
 */
public final class InvalidInputException extends RuntimeException {

  /**
   * Creates an exception with a finished message of the form {@code <where>: <rule>, got <value>[;
   * <what to do>]}.
   *
   * @param message the whole line
   */
  public InvalidInputException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a finished message and the failure that lies behind it.
   *
   * @param message the whole line
   * @param cause what failed
   */
  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * {@return an exception with the line {@code <where>: <rule>, got <value>; <what to do>}}
   *
   * @param where the option, key, file or layer, such as {@code layer 'conv2'}
   * @param rule what is needed, such as {@code needs (batch, features)}
   * @param value what was given
   * @param remedy what to do about it
   */
  public static InvalidInputException of(String where, String rule, Object value, String remedy) {
    Object shown = value.toString().isEmpty() ? "''" : value;
    return new InvalidInputException(where + ": " + rule + ", got " + shown + "; " + remedy);
  }

  /**
   * {@return an exception that says that a file cannot be read}
   *
   * @param file the file
   * @param e how reading it failed
   */
  public static InvalidInputException unreadable(Object file, IOException e) {
    return e instanceof NoSuchFileException
        ? new InvalidInputException(file + ": must exist, got no such file; check the path", e)
        : new InvalidInputException(
            file + ": must be a readable file, got " + reason(e) + "; check the path", e);
  }

  /**
   * {@return why a file or folder could not be read or written, in words for a user, such as {@code
   * no permission}}
   *
   * @param e the failure
   */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name";
    }
    if (e instanceof NotDirectoryException) {
      return "a file in place of a folder";
    }
    String message = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    return message.equals("Is a directory") ? "a folder" : message;
  }

  /**
   * Runs something and, if it finds wrong input, says first where that input was given.
   *
   * @param where the option or the config's position, such as {@code stoplight.yaml:7 layer}
   * @param action what to run
   * @param <T> type of its result
   * @return its result
   * @throws InvalidInputException with {@code where} in front of the message
   */
  public static <T> T within(String where, Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(where + ": " + withoutSubject(where, e), e);
    }
  }

  /** The message, without its own subject where that repeats the last word of the position. */
  static String withoutSubject(String where, InvalidInputException e) {
    String message = String.valueOf(e.getMessage());
    String subject = where.substring(lastBreak(where) + 1) + ": ";
    return message.startsWith(subject) ? message.substring(subject.length()) : message;
  }

  private static int lastBreak(String where) {
    return Math.max(
        Math.max(where.lastIndexOf(' '), where.lastIndexOf('.')), where.lastIndexOf('-'));
  }
}
