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
 * A run of bytes in a file or in memory. Of a file it reads what is asked for and keeps nothing: a
 * mapped one would count as this process's memory until it is unmapped, which nobody can ask for.
 * Safe for several threads.
 */
final class Bytes {

  /** What a loop over many bytes reads at a time. */
  static final int CHUNK = 1 << 15;

  private final Source source;
  private final long start;
  private final int length;

  /** Where bytes come from. */
  @FunctionalInterface
  private interface Source {
    /** Fills a buffer's rest. */
    void read(long position, ByteBuffer into);
  }

  private Bytes(Source source, long start, int length) {
    this.source = source;
    this.start = start;
    this.length = length;
  }

  /** Bytes in memory; not copied. */
  static Bytes of(byte... content) {
    Source memory = (position, into) -> into.put(content, (int) position, into.remaining());
    return new Bytes(memory, 0, content.length);
  }

  /**
   * The first bytes of a file.
   *
   * @param file what messages name
   * @param channel stays open as long as they are read
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

  /** A part; reads nothing. */
  Bytes slice(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    return new Bytes(source, start + from, count);
  }

  /** A copy of a part, little-endian. */
  ByteBuffer read(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    ByteBuffer copy = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    read(from, copy);
    return copy.flip();
  }

  /** A copy of all, little-endian. */
  ByteBuffer read() {
    return read(0, length);
  }

  /** Fills the rest of a buffer. */
  void read(int from, ByteBuffer into) {
    Objects.checkFromIndexSize(from, into.remaining(), length);
    source.read(start + from, into);
  }
}
