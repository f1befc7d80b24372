package org.conductance4j.model.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the fields of one protobuf message.
 *
 * <p>Source: protobuf documentation, "Encoding".
 */
final class WireWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WireWriter number(int field, long value) {
    varint((long) field << 3 | WireReader.VARINT);
    varint(value);
    return this;
  }

  WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  WireWriter bytes(int field, byte... value) {
    return begin(field, value.length).raw(value);
  }

  WireWriter message(int field, WireWriter value) {
    return bytes(field, value.toBytes());
  }

  /** Begins a field of so many bytes, which the caller writes behind it. */
  WireWriter begin(int field, long length) {
    varint((long) field << 3 | WireReader.BYTES);
    varint(length);
    return this;
  }

  /** Writes bytes as they are, whatever they mean. */
  WireWriter raw(byte... value) {
    bytes.writeBytes(value);
    return this;
  }

  void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
