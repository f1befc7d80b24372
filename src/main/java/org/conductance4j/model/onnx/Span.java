package org.conductance4j.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A run of bytes in a source, which are not read until they are asked for.
 *
 * @param source where they lie
 * @param start position of the first
 * @param length their number
 */
record Span(ByteSource source, long start, long length) {

  /** A copy of some of them, little-endian. */
  ByteBuffer read(long from, int count) {
    ByteBuffer copy = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    source.read(start + from, copy);
    return copy.flip();
  }

  /** All of them as text. */
  String text() {
    return StandardCharsets.UTF_8.decode(read(0, Math.toIntExact(length))).toString();
  }
}
