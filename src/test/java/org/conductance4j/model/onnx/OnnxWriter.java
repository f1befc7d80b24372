package org.conductance4j.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes the messages of small ONNX files, and of damaged ones. */
public final class OnnxWriter {

  private final WireWriter wire = new WireWriter();

  /** A model of a graph. */
  public static byte[] model(int version, OnnxWriter graph) {
    return new OnnxWriter()
        .number(1, 8)
        .message(7, graph)
        .message(8, new OnnxWriter().text(1, "").number(2, version))
        .toBytes();
  }

  /** A graph's input or output of real numbers; extents below 1 are free. */
  public static OnnxWriter value(String name, int... dims) {
    return value(1, name, dims);
  }

  /** A graph's input or output of any type; extents below 1 are free. */
  public static OnnxWriter value(int type, String name, int... dims) {
    OnnxWriter shape = new OnnxWriter();
    for (int extent : dims) {
      OnnxWriter axis = new OnnxWriter();
      shape.message(1, extent < 1 ? axis.text(2, "batch") : axis.number(1, extent));
    }
    OnnxWriter tensor = new OnnxWriter().number(1, type).message(2, shape);
    return new OnnxWriter().text(1, name).message(2, new OnnxWriter().message(1, tensor));
  }

  /** A node without attributes. */
  public static OnnxWriter node(String op, String name, List<String> inputs, String output) {
    OnnxWriter node = new OnnxWriter();
    inputs.forEach(input -> node.text(1, input));
    return node.text(2, output).text(3, name).text(4, op);
  }

  /** An attribute of integers. */
  public static OnnxWriter integers(String name, long... values) {
    OnnxWriter attribute = new OnnxWriter().text(1, name).number(20, 7);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute;
  }

  /** An attribute of one integer. */
  public static OnnxWriter integer(String name, long value) {
    return new OnnxWriter().text(1, name).number(3, value).number(20, 2);
  }

  /** An attribute of one real number. */
  public static OnnxWriter real(String name, float value) {
    OnnxWriter attribute = new OnnxWriter().text(1, name);
    ByteBuffer bits = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return attribute.raw((byte) (2 << 3 | 5)).raw(bits.putFloat(value).array()).number(20, 1);
  }

  /** An attribute of a text. */
  public static OnnxWriter word(String name, String value) {
    return new OnnxWriter().text(1, name).text(4, value).number(20, 3);
  }

  /** A tensor of 64-bit integers. */
  public static OnnxWriter longs(String name, int[] dims, long... values) {
    OnnxWriter tensor = tensor(name, 7, dims);
    for (long value : values) {
      tensor.number(7, value);
    }
    return tensor;
  }

  /** A tensor of float32 numbers. */
  public static OnnxWriter floats(String name, int[] dims, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return tensor(name, 1, dims).bytes(9, raw.array());
  }

  /** A tensor without its numbers. */
  public static OnnxWriter tensor(String name, int type, int... dims) {
    OnnxWriter tensor = new OnnxWriter();
    for (int extent : dims) {
      tensor.number(1, extent);
    }
    return tensor.number(2, type).text(8, name);
  }

  /** Adds an integer. */
  public OnnxWriter number(int field, long value) {
    wire.number(field, value);
    return this;
  }

  /** Adds a text. */
  public OnnxWriter text(int field, String value) {
    wire.text(field, value);
    return this;
  }

  /** Adds bytes. */
  public OnnxWriter bytes(int field, byte... value) {
    wire.bytes(field, value);
    return this;
  }

  /** Adds a message. */
  public OnnxWriter message(int field, OnnxWriter value) {
    return bytes(field, value.toBytes());
  }

  /** Adds bytes as they are, whatever they mean. */
  public OnnxWriter raw(byte... value) {
    wire.raw(value);
    return this;
  }

  /** What was written. */
  public byte[] toBytes() {
    return wire.toBytes();
  }
}
