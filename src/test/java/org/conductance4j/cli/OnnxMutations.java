package org.conductance4j.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.conductance4j.model.onnx.OnnxWriter;

/**
 * Damages ONNX files: some byte by byte, others field by field, so that the file stays well-formed
 * and what it says becomes odd.
 */
final class OnnxMutations {

  /** Numbers at which sizes, axes and offsets go wrong. */
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    16,
    17,
    64,
    255,
    1000,
    65_536,
    1 << 20,
    50_000_000,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -3,
    -5,
    -100
  };

  private static final String[] WORDS = {
    "",
    "x",
    "y",
    "w",
    "Add",
    "Mul",
    "MatMul",
    "Gemm",
    "Conv",
    "ConvTranspose",
    "MaxPool",
    "Resize",
    "AveragePool",
    "Reshape",
    "Transpose",
    "Expand",
    "Tile",
    "Pad",
    "Slice",
    "Split",
    "Gather",
    "GatherND",
    "GatherElements",
    "ScatterND",
    "ScatterElements",
    "Concat",
    "Where",
    "Range",
    "Shape",
    "ConstantOfShape",
    "OneHot",
    "EyeLike",
    "NonZero",
    "TopK",
    "CumSum",
    "Softmax",
    "LogSoftmax",
    "LayerNormalization",
    "GroupNormalization",
    "InstanceNormalization",
    "RMSNormalization",
    "LRN",
    "Attention",
    "RotaryEmbedding",
    "Einsum",
    "LSTM",
    "GRU",
    "RNN",
    "If",
    "Loop",
    "Scan",
    "Identity",
    "Cast",
    "Pow",
    "Mod",
    "BitShift",
    "DequantizeLinear",
    "QuantizeLinear",
    "ReduceProd",
    "ReduceMin",
    "Trilu",
    "SpaceToDepth",
    "DepthToSpace",
    "Col2Im",
    "GlobalMaxPool",
    "LpPool",
    "Mish",
    "mine",
    "ai.onnx",
    "com.microsoft",
    "../weights.data",
    "/etc/passwd",
    "a\u001b[2Jb",
    "linear",
    "cubic",
    "reflect",
    "wrap",
    "edge",
    "SAME_LOWER",
    "VALID",
    "axis",
    "axes",
    "kernel_shape",
    "group",
    "perm",
    "keepdims",
    "value",
    "bc,cd->bd",
    "...ij,jk->ik",
    "ii->i",
    "9999999999999",
    "-4"
  };

  /** Fields that are messages, by the message that they are in: its kind and the field's number. */
  private static final Set<String> MESSAGES =
      Set.of(
          "M7G", "M8O", "M25F", "G1N", "G5T", "G11V", "G12V", "N5A", "A5T", "A6G", "T13E", "F7N",
          "F9O", "F11A", "V2K", "K1L", "L2S", "S1D");

  private final SplittableRandom random;
  private final List<byte[]> seeds;
  private final List<Field> pool = new ArrayList<>();

  OnnxMutations(List<byte[]> seeds, long seed) {
    this.seeds = List.copyOf(seeds);
    this.random = new SplittableRandom(seed);
    for (byte[] one : seeds) {
      collect(Field.whole(one), pool);
    }
  }

  private static void collect(Field field, List<Field> into) {
    for (Field child : field.children) {
      into.add(child);
      collect(child, into);
    }
  }

  /** The next damaged file. */
  byte[] next() {
    byte[] whole = seeds.get(random.nextInt(seeds.size()));
    int changes = 1 + random.nextInt(3);
    if (random.nextInt(4) > 0) {
      Field root = Field.whole(whole);
      for (int k = 0; k < changes; k++) {
        change(root);
      }
      whole = root.bytes();
      changes = random.nextInt(8) == 0 ? 1 : 0;
    }
    for (int k = 0; k < changes; k++) {
      whole = damaged(whole);
    }
    return whole;
  }

  private void change(Field root) {
    List<Field> parents = new ArrayList<>(List.of(root));
    collect(root, parents);
    parents.removeIf(field -> field.children.isEmpty());
    List<Field> siblings = parents.get(random.nextInt(parents.size())).children;
    int at = random.nextInt(siblings.size());
    Field chosen = siblings.get(at);
    switch (random.nextInt(10)) {
      case 0 -> siblings.remove(at);
      case 1 -> siblings.add(random.nextInt(siblings.size() + 1), chosen.copy());
      case 2 -> siblings.add(random.nextInt(siblings.size()), siblings.remove(at));
      case 3 -> siblings.set(at, pool.get(random.nextInt(pool.size())).copy());
      case 4 -> siblings.add(at, pool.get(random.nextInt(pool.size())).copy());
      default -> change(chosen, root);
    }
  }

  /** Another value of a field, or of something in it. */
  private void change(Field field, Field root) {
    if (!field.children.isEmpty()) {
      change(field.children.get(random.nextInt(field.children.size())), root);
    } else if (field.wire == Field.VARINT) {
      field.number =
          random.nextInt(3) == 0
              ? field.number + random.nextInt(5) - 2
              : NUMBERS[random.nextInt(NUMBERS.length)];
    } else if (random.nextBoolean()) {
      field.content = WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
    } else {
      List<Field> all = new ArrayList<>();
      collect(root, all);
      all.removeIf(other -> !other.children.isEmpty() || other.wire != field.wire);
      field.content = all.get(random.nextInt(all.size())).content;
    }
  }

  private byte[] damaged(byte[] whole) {
    if (whole.length == 0) {
      return whole;
    }
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> bytes[at] |= (byte) 0x80;
      case 4 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
        return joined(bytes, 0, end, bytes, at, bytes.length);
      }
      case 5 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
        return joined(bytes, 0, at, bytes, end, bytes.length);
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        return joined(bytes, 0, at, other, random.nextInt(other.length), other.length);
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] a, int fromA, int toA, byte[] b, int fromB, int toB) {
    byte[] all = new byte[toA - fromA + toB - fromB];
    System.arraycopy(a, fromA, all, 0, toA - fromA);
    System.arraycopy(b, fromB, all, toA - fromA, toB - fromB);
    return all;
  }

  /** A field of a message, with the fields in it if it is a message itself. */
  private static final class Field {
    static final int VARINT = 0;

    private final int tag;
    private final int wire;
    private long number;
    private byte[] content;
    private List<Field> children = new ArrayList<>();

    private Field(int tag, int wire) {
      this.tag = tag;
      this.wire = wire;
      this.content = new byte[0];
    }

    static Field whole(byte[] model) {
      Field root = new Field(0, 2);
      root.children = new Parser(model).fields(model.length, 'M');
      return root;
    }

    Field copy() {
      Field copy = new Field(tag, wire);
      copy.number = number;
      copy.content = content;
      children.forEach(child -> copy.children.add(child.copy()));
      return copy;
    }

    byte[] bytes() {
      if (children.isEmpty()) {
        return content;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (Field child : children) {
        OnnxWriter field = new OnnxWriter();
        switch (child.wire) {
          case VARINT -> field.number(child.tag, child.number);
          case 2 -> field.bytes(child.tag, child.bytes());
          default -> {
            byte[] key = new OnnxWriter().number(child.tag, 0).toBytes();
            key[0] |= (byte) child.wire;
            field.raw(Arrays.copyOf(key, key.length - 1)).raw(child.content);
          }
        }
        out.writeBytes(field.toBytes());
      }
      return out.toByteArray();
    }
  }

  /** Reads fields of files that are whole. */
  private static final class Parser {
    private final byte[] bytes;
    private int at;

    Parser(byte[] bytes) {
      this.bytes = bytes;
    }

    List<Field> fields(int end, char kind) {
      List<Field> fields = new ArrayList<>();
      while (at < end) {
        int key = (int) varint();
        Field field = new Field(key >>> 3, key & 7);
        if (field.wire == Field.VARINT) {
          field.number = varint();
        } else {
          int length = field.wire == 2 ? (int) varint() : field.wire == 1 ? 8 : 4;
          char inner = field.wire == 2 ? message(kind, field.tag) : 0;
          if (inner != 0) {
            field.children = fields(at + length, inner);
          } else {
            field.content = Arrays.copyOfRange(bytes, at, at + length);
            at += length;
          }
        }
        fields.add(field);
      }
      return fields;
    }

    private static char message(char kind, int tag) {
      String start = "" + kind + tag;
      return MESSAGES.stream()
          .filter(entry -> entry.substring(0, entry.length() - 1).equals(start))
          .map(entry -> entry.charAt(entry.length() - 1))
          .findFirst()
          .orElse((char) 0);
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }
  }
}
