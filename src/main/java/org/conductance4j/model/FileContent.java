package org.conductance4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.conductance4j.array.Sha256;
import org.conductance4j.config.InvalidInputException;

/** The bytes of a file, or of an entry of an archive when the path goes on after {@code !/}. */
final class FileContent {

  private static final String INTO = "!/";

  private final String path;
  private final ByteBuffer bytes;
  private final CompletableFuture<String> sha256;

  private FileContent(String path, ByteBuffer bytes) {
    this.path = path;
    this.bytes = bytes;
    this.sha256 = CompletableFuture.supplyAsync(() -> digest(bytes()));
  }

  /**
   * Opens a path. A plain file is mapped, not read into memory.
   *
   * @param path the path
   * @param remedy what to do when the file is missing
   */
  static FileContent open(String path, String remedy) {
    String[] parts = path.split(INTO, -1);
    ByteBuffer bytes = map(Path.of(parts[0]), remedy);
    StringBuilder where = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      bytes = Archive.open(where.toString(), bytes).entry(parts[i]);
      where.append(INTO).append(parts[i]);
    }
    return new FileContent(path, bytes);
  }

  /** The path as it was given: what messages name. */
  String path() {
    return path;
  }

  /** The bytes from 0 on: a view of its own, read-only, little-endian. */
  ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether this is an entry of an archive. */
  private boolean isEntry() {
    return path.contains(INTO);
  }

  /**
   * Lets a library that knows only files read this: the file itself, or for the time of its reading
   * a copy of an archive's entry.
   */
  <T> T onDisk(Function<Path, T> reader) {
    if (!isEntry()) {
      return reader.apply(Path.of(path));
    }
    Path copy = null;
    try {
      copy = Files.createTempFile("conductance4j", ".tmp");
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        for (ByteBuffer rest = bytes(); rest.hasRemaining(); ) {
          channel.write(rest);
        }
      }
      return reader.apply(copy);
    } catch (IOException e) {
      throw new InvalidInputException(
          path
              + ": needs room for a copy in the folder for temporary files, got "
              + InvalidInputException.reason(e),
          e);
    } finally {
      if (copy != null) {
        copy.toFile().delete();
      }
    }
  }

  /** The fingerprint of the bytes, which is taken while others read them. */
  String sha256() {
    return sha256.join();
  }

  private static String digest(ByteBuffer bytes) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes);
    return Sha256.text(digest);
  }

  private static ByteBuffer map(Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "no such file";
      throw InvalidInputException.of(file.toString(), "must be a file", found, remedy);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw InvalidInputException.of(
            file.toString(), "must be under 2 GB", channel.size() + " bytes", "use a smaller one");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }
}
