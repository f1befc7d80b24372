package org.conductance4j.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.conductance4j.array.Sha256;
import org.conductance4j.config.InvalidInputException;

/**
 * The bytes of a file, or of an archive entry if the path continues after {@code !/}. Keeps the
 * file open, so it must be closed.
 */
final class FileContent implements AutoCloseable {

  private static final String INTO = "!/";

  private final String path;
  private final FileChannel channel;
  private final Bytes bytes;
  private final CompletableFuture<String> sha256;

  private FileContent(String path, FileChannel channel, Bytes bytes) {
    this.path = path;
    this.channel = channel;
    this.bytes = bytes;
    this.sha256 = CompletableFuture.supplyAsync(() -> digest(bytes));
  }

  /**
   * Opens a path. Bytes are read when they are needed.
   *
   * @param path the path
   * @param remedy what the user can do if the file is missing
   */
  static FileContent open(String path, String remedy) {
    String[] parts = path.split(INTO, -1);
    FileChannel channel = channel(Path.of(parts[0]), remedy);
    try {
      Bytes bytes = Bytes.of(Path.of(parts[0]), channel, length(Path.of(parts[0]), channel));
      StringBuilder where = new StringBuilder(parts[0]);
      for (int i = 1; i < parts.length; i++) {
        bytes = Archive.open(where.toString(), bytes).entry(parts[i]);
        where.append(INTO).append(parts[i]);
      }
      return new FileContent(path, channel, bytes);
    } catch (RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  /** The path as the user gave it, for messages. */
  String path() {
    return path;
  }

  Bytes bytes() {
    return bytes;
  }

  /** Whether this is an entry of an archive. */
  boolean isEntry() {
    return path.contains(INTO);
  }

  /**
   * Lets a library that needs a file on disk read this one. An archive entry is copied to a
   * temporary file first.
   */
  <T> T onDisk(Function<Path, T> reader) {
    if (!isEntry()) {
      return reader.apply(Path.of(path));
    }
    Path copy = null;
    try {
      copy = Files.createTempFile("conductance4j", ".tmp");
      try (OutputStream out = Files.newOutputStream(copy)) {
        new ByteStream(bytes).transferTo(out);
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

  /** The fingerprint of the bytes, computed in the background. */
  String sha256() {
    return sha256.join();
  }

  private static String digest(Bytes bytes) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer chunk = ByteBuffer.allocate(Bytes.CHUNK);
    for (int done = 0; done < bytes.length(); done += chunk.limit()) {
      chunk.clear().limit(Math.min(chunk.capacity(), bytes.length() - done));
      bytes.read(done, chunk);
      digest.update(chunk.flip());
    }
    return Sha256.text(digest);
  }

  private static FileChannel channel(Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "no such file";
      throw InvalidInputException.of(file.toString(), "must be a file", found, remedy);
    }
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  private static int length(Path file, FileChannel channel) {
    try {
      if (channel.size() > Integer.MAX_VALUE) {
        throw InvalidInputException.of(
            file.toString(), "must be under 2 GB", channel.size() + " bytes", "use a smaller one");
      }
      return (int) channel.size();
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
