package org.conductance4j.array;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.config.InvalidInputException;

/**
 * Writes a file beside its final name and moves it there when it is complete, so that a run that is
 * killed leaves no half file under the final name, nor does a machine that loses its power.
 */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out where to; closed by the caller
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file as a whole, in place of one that may be there. What a symbolic link leads to is
   * replaced, not the link, and devices such as {@code /dev/null} are written to, not replaced.
   *
   * @param file the final name; its folder must exist
   * @param content writes the bytes
   * @throws InvalidInputException if the file cannot be written; nothing is left behind then
   * @throws FullDiskException if the disk is full; nothing is left behind then
   */
  public static void write(Path file, Content content) {
    Path target = followed(file.toAbsolutePath());
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      writeInto(file, target, content);
      return;
    }
    Path part =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  part,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE),
              1 << 16)) {
        content.writeTo(out);
      }
      force(part);
      move(part, target);
    } catch (IOException e) {
      throw failure(file, e);
    } finally {
      discard(part);
    }
  }

  private static Path followed(Path file) {
    try {
      return Files.isSymbolicLink(file) ? file.toRealPath() : file;
    } catch (IOException e) {
      return file;
    }
  }

  /** A device or a pipe; a folder cannot be written into. */
  private static void writeInto(Path file, Path target, Content content) {
    if (Files.isDirectory(target)) {
      throw InvalidInputException.of(
          file.toString(), "must be a file that can be written", "a folder", "choose another name");
    }
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(target, StandardOpenOption.WRITE))) {
      content.writeTo(out);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * Has the disk keep what was written, before it gets the name under which it is looked for.
   *
   * @param root a file, or a folder with files and folders
   * @throws IOException if that fails
   */
  public static void force(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /**
   * What to throw when writing fails.
   *
   * @param file what was to be written
   * @param e how it failed
   * @return the exception, to be thrown
   */
  public static RuntimeException failure(Path file, IOException e) {
    return FullDiskException.is(e)
        ? new FullDiskException(file, e)
        : new InvalidInputException(
            file
                + ": must be writable, got "
                + InvalidInputException.reason(e)
                + "; check that its folder exists and has room",
            e);
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      part.toFile().deleteOnExit();
    }
  }
}
