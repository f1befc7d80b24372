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
 * Writes a file atomically: to a temporary file in the same folder, which is renamed once it is
 * complete. A killed run or a power failure leaves no partial file under the final name.
 */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out receives the bytes; the caller closes it
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file atomically and replaces an existing one. For a symbolic link, the file that it
   * points to is replaced. Devices such as {@code /dev/null} are written to directly.
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

  /** Writes to a device or a pipe. */
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
   * Forces written files to the disk, before they get their final name.
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
   * {@return the exception to throw when writing fails}
   *
   * @param file what was to be written
   * @param e how it failed
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
