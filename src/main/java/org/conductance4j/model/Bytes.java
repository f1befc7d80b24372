package org.conductance4j.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.conductance4j.config.InvalidInputException;

/**
 * A sequence of bytes in a file or in memory. For a file, every read goes to the file and nothing
 * is kept. A mapped file would count as memory of this process until it is unmapped, and Java
 * cannot request that. Safe for several threads.
 */
final class Bytes {

  /** Number of bytes that a loop over many bytes reads at once. */
  static final int CHUNK = 1 << 15;

  private final Source source;
  private final long start;
  private final int length;

  /** Where the bytes come from. */
  @FunctionalInterface
  private interface Source {
    /** Fills the rest of a buffer. */
    void read(long position, ByteBuffer into);
  }

  private Bytes(Source source, long start, int length) {
    this.source = source;
    this.start = start;
    this.length = length;
  }

  /** Bytes in memory, which are not copied. */
  static Bytes of(byte... content) {
    Source memory = (position, into) -> into.put(content, (int) position, into.remaining());
    return new Bytes(memory, 0, content.length);
  }

  /**
   * The first bytes of a file.
   *
   * @param file the name for messages
   * @param channel must stay open as long as the bytes are read
   */
  static Bytes of(Path file, FileChannel channel, int length) {
    Source source =
        (position, into) -> {
          try {
            read(channel, position, into);
          } catch (IOException e) {
            throw InvalidInputException.unreadable(file, e);
          }
        };
    return new Bytes(source, 0, length);
  }

  private static void read(FileChannel channel, long position, ByteBuffer into) throws IOException {
    long next = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, next);
      if (count < 0) {
        throw new EOFException("a file that became shorter while it was read");
      }
      next += count;
    }
  }

  int length() {
    return length;
  }

  byte get(int index) {
    return read(index, 1).get(0);
  }

  /** A part of the bytes, which is not read yet. */
  Bytes slice(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    return new Bytes(source, start + from, count);
  }

  /** A little-endian copy of a part. */
  ByteBuffer read(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    ByteBuffer copy = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    read(from, copy);
    return copy.flip();
  }

  /** A little-endian copy of all bytes. */
  ByteBuffer read() {
    return read(0, length);
  }

  /** Fills the rest of a buffer. */
  void read(int from, ByteBuffer into) {
    Objects.checkFromIndexSize(from, into.remaining(), length);
    source.read(start + from, into);
  }
}
