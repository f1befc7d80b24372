package org.conductance4j.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads the fields of one protobuf message, in their order in the file. Nothing is allocated that
 * the file does not have the bytes for, and messages may lie in each other only so deep.
 *
 * <p>Source: protobuf documentation, "Encoding".
 */
final class WireReader {

  /** Wire types. */
  static final int VARINT = 0;

  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int DEEPEST = 64;
  private static final int LONGEST_NAME = 1 << 12;

  /** What breaks a line, moves a terminal's cursor, or cannot be seen. */
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  /** Bytes of the heap that a message or name is given. */
  private static final int PART = 1 << 10;

  private final String path;
  private final Chunk chunk;
  private final long end;
  private final int depth;
  private long at;
  private int field;
  private int type;

  /** The part of the source that was read last; messages in each other share it. */
  private static final class Chunk {
    private final ByteSource source;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 15).order(ByteOrder.LITTLE_ENDIAN);
    private long start;
    private long parts;

    Chunk(ByteSource source) {
      this.source = source;
      buffer.limit(0);
    }

    /** The place of a byte in the buffer, in which some more are available as well. */
    int place(long position, int count) {
      if (position < start || position + count > start + buffer.limit()) {
        start = position;
        long rest = source.length() - position;
        buffer.clear().limit((int) Math.min(buffer.capacity(), rest));
        source.read(position, buffer);
        buffer.flip();
      }
      return (int) (position - start);
    }
  }

  private WireReader(String path, Chunk chunk, long at, long end, int depth) {
    this.path = path;
    this.chunk = chunk;
    this.at = at;
    this.end = end;
    this.depth = depth;
  }

  /**
   * A reader of a whole source.
   *
   * @param path what messages name
   */
  static WireReader of(String path, ByteSource source) {
    return new WireReader(path, new Chunk(source), 0, source.length(), 0);
  }

  /** Goes on to the next field; false at the end. What was not read of the last one is passed. */
  boolean next() {
    if (at == end) {
      return false;
    }
    long tag = readVarint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (field <= 0 || tag >>> 3 > Integer.MAX_VALUE >> 2) {
      throw damaged("a field of the number " + Long.toUnsignedString(tag >>> 3));
    }
    return true;
  }

  int field() {
    return field;
  }

  /** The place in the source behind what was read last. */
  long at() {
    return at;
  }

  /** Passes a field that nobody reads. */
  void skip() {
    switch (type) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(Long.BYTES);
      case FIXED32 -> advance(Integer.BYTES);
      case BYTES -> bytes();
      default -> throw damaged("a field of the wire type " + type);
    }
  }

  long varint() {
    require(VARINT);
    return readVarint();
  }

  float real() {
    require(FIXED32);
    long from = advance(Integer.BYTES);
    return chunk.buffer.getFloat(chunk.place(from, Integer.BYTES));
  }

  /** A name, with control characters as escapes, so that messages and tables keep their lines. */
  String name() {
    Span span = bytes();
    if (span.length() > LONGEST_NAME) {
      throw damaged("a name of " + span.length() + " bytes");
    }
    count();
    return escaped(span.text());
  }

  /** A text of any length, of which the beginning is kept. */
  String text() {
    Span span = bytes();
    count();
    return escaped(
        new Span(span.source(), span.start(), Math.min(span.length(), LONGEST_NAME)).text());
  }

  static String escaped(String text) {
    return HIDDEN
        .matcher(text)
        .replaceAll(found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
  }

  /** Counts what is kept of the file: damaged ones may consist of millions of small parts. */
  void count() {
    chunk.parts++;
    if (chunk.parts > Runtime.getRuntime().maxMemory() / PART) {
      throw InvalidInputException.of(
          path,
          "must fit the heap",
          "more than " + (chunk.parts - 1) + " nodes, names and the like",
          "give the JVM more with JAVA_OPTS=-Xmx4g");
    }
  }

  /** A field's bytes, not read yet. */
  Span bytes() {
    require(BYTES);
    long length = readVarint();
    if (length < 0 || length > end - at) {
      throw damaged(
          "a part of "
              + Long.toUnsignedString(length)
              + " bytes where "
              + (end - at)
              + " are left, so a truncated one");
    }
    long from = at;
    at += length;
    return new Span(chunk.source, from, length);
  }

  /** A field that is a message. */
  WireReader message() {
    if (depth == DEEPEST) {
      throw damaged("messages in each other more than " + DEEPEST + " deep");
    }
    count();
    Span span = bytes();
    return new WireReader(path, chunk, span.start(), span.start() + span.length(), depth + 1);
  }

  /** One integer, or several that are packed. */
  void varints(LongConsumer into) {
    if (type == VARINT) {
      into.accept(readVarint());
      return;
    }
    Span all = bytes();
    WireReader packed =
        new WireReader(path, chunk, all.start(), all.start() + all.length(), depth + 1);
    while (packed.at < packed.end) {
      into.accept(packed.readVarint());
    }
  }

  /** One number of a fixed width, or several that are packed: their bytes. */
  Span fixed(int width) {
    if (type == BYTES) {
      Span span = bytes();
      if (span.length() % width != 0) {
        throw damaged("numbers of " + width + " bytes in " + span.length() + " bytes");
      }
      return span;
    }
    require(width == Long.BYTES ? FIXED64 : FIXED32);
    return new Span(chunk.source, advance(width), width);
  }

  private long readVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      long from = advance(1);
      byte next = chunk.buffer.get(chunk.place(from, 1));
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("an integer of more than ten bytes");
  }

  private long advance(int count) {
    if (end - at < count) {
      throw damaged("the end of the bytes within a field, so a truncated one");
    }
    long from = at;
    at += count;
    return from;
  }

  private void require(int needed) {
    if (type != needed) {
      throw damaged("field " + field + " of the wire type " + type);
    }
  }

  InvalidInputException damaged(String found) {
    return damaged(path, found);
  }

  static InvalidInputException damaged(String path, String found) {
    return InvalidInputException.of(path, "must be a whole ONNX file", found, "export it again");
  }
}
