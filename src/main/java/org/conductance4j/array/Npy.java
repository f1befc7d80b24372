package org.conductance4j.array;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads and writes NumPy's array files (.npy). Reads versions 1 to 3 with float32, float64, signed
 * and unsigned integers of 1 to 8 bytes and booleans, in either byte order, in C or Fortran order.
 * Writes version 1, little-endian, in C order. Integers beyond 2^53 are rounded to the nearest
 * double.
 *
 * <p>Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
 */
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int BUFFER = 1 << 16;
  private static final int MAX_HEADER = 1 << 16;
  private static final int MAX_RANK = 32;
  private static final Pattern DESCRIPTION =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d,\\s]*)\\)");
  private static final Pattern NUMBERS = Pattern.compile("[<>|=](f[48]|[iu][1248]|b1)");

  private Npy() {}

  record Header(String type, boolean bigEndian, boolean fortranOrder, Extents extents) {
    int bytes() {
      return type.charAt(1) - '0';
    }

    int[] shape() {
      return extents.shape.clone();
    }
  }

  /** A checked shape and the number of its elements. */
  static final class Extents {
    private final int[] shape;
    private final int length;

    Extents(int[] shape, int length) {
      this.shape = shape;
      this.length = length;
    }
  }

  /**
   * Reads a file, which may hold NaN and infinite values.
   *
   * @param file the file
   * @return its array
   * @throws InvalidInputException if the file is missing, not a .npy file, truncated, longer than
   *     its header says, or holds elements of another type
   */
  public static Tensor read(Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      Header header = header(file, channel);
      requireWhole(file, channel, header);
      double[] values = values(channel, header);
      int[] shape = header.extents.shape;
      return Tensor.of(shape, header.fortranOrder ? toRowMajor(values, shape) : values);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  /**
   * Reads a file and refuses NaN and infinite values.
   *
   * @param file the file
   * @return its array
   * @throws InvalidInputException as {@link #read}, and if a value is not finite
   */
  public static Tensor readFinite(Path file) {
    Tensor tensor = read(file);
    for (int i = 0; i < tensor.length(); i++) {
      if (!Double.isFinite(tensor.get(i))) {
        throw InvalidInputException.of(
            file.toString(),
            "must hold finite values",
            tensor.get(i) + " at " + Arrays.toString(position(i, tensor.shape())),
            "repair the array");
      }
    }
    return tensor;
  }

  /**
   * Writes a float32 file.
   *
   * @param file the file; replaced if it exists
   * @param tensor the array; values are rounded to float32
   * @throws InvalidInputException if the file cannot be written
   */
  public static void write(Path file, Tensor tensor) {
    write(file, tensor, Precision.FLOAT32);
  }

  /**
   * Writes a file.
   *
   * @param file the file; replaced if it exists
   * @param tensor the array
   * @param precision type of the elements in the file
   * @throws InvalidInputException if the file cannot be written
   */
  public static void write(Path file, Tensor tensor, Precision precision) {
    WholeFile.write(
        file,
        out -> {
          writeHeader(out, tensor.shape(), precision);
          writeValues(out, tensor, precision);
        });
  }

  static void requireWhole(Path file, SeekableByteChannel channel, Header header)
      throws IOException {
    long needed = (long) header.extents.length * header.bytes();
    long present = channel.size() - channel.position();
    if (needed != present) {
      throw InvalidInputException.of(
          file.toString(),
          "must hold " + needed + " bytes of data as its header says",
          present + " bytes",
          "the file is " + (present < needed ? "truncated" : "damaged") + ", write it again");
    }
  }

  static Header header(Path file, SeekableByteChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(8);
    if (channel.size() < 10) {
      throw foreign(file, "a file of " + channel.size() + " bytes");
    }
    fill(channel, start);
    if (!Arrays.equals(Arrays.copyOf(start.array(), MAGIC.length), MAGIC)) {
      throw foreign(file, "other first bytes than \\x93NUMPY");
    }
    int version = start.get(6);
    if (version < 1 || version > 3) {
      throw foreign(file, "version " + version + "." + start.get(7));
    }
    ByteBuffer size = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, size);
    long length = version == 1 ? size.getShort(0) & 0xffff : size.getInt(0) & 0xffffffffL;
    if (length > MAX_HEADER || length > channel.size() - channel.position()) {
      throw foreign(file, "a header of " + length + " bytes");
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    fill(channel, text);
    return parse(
        file,
        new String(
            text.array(), version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
  }

  private static Header parse(Path file, String text) {
    Matcher description = DESCRIPTION.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!order.find() || !shape.find()) {
      throw foreign(file, "a header without shape and order");
    }
    if (!description.find() || !NUMBERS.matcher(description.group(1)).matches()) {
      throw InvalidInputException.of(
          file.toString(),
          "elements must be float32, float64, integers or booleans",
          description.hitEnd() ? "records or objects" : "'" + description.group(1) + "'",
          "convert with array.astype('float32')");
    }
    String type = description.group(1);
    boolean bigEndian =
        type.charAt(0) == '>'
            || (type.charAt(0) == '=' && ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN);
    return new Header(
        type.substring(1),
        bigEndian,
        order.group(1).equals("True"),
        extents(file, shape.group(1).strip()));
  }

  private static Extents extents(Path file, String text) {
    if (text.isEmpty()) {
      return new Extents(new int[0], 1);
    }
    String[] parts = text.split("\\s*,\\s*", -1);
    int rank = parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
    try {
      if (rank > MAX_RANK) {
        throw foreign(file, rank + " axes");
      }
      int[] shape = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        shape[axis] = Integer.parseInt(parts[axis]);
      }
      return new Extents(shape, Tensor.length(shape));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new InvalidInputException(
          file + ": must hold at most " + Integer.MAX_VALUE + " values, got shape (" + text + ")",
          e);
    }
  }

  private static double[] values(SeekableByteChannel channel, Header header) throws IOException {
    double[] values = new double[header.extents.length];
    ByteBuffer buffer =
        ByteBuffer.allocate(BUFFER)
            .order(header.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; ) {
      buffer.clear();
      int count = Math.min(values.length - i, BUFFER / header.bytes());
      buffer.limit(count * header.bytes());
      fill(channel, buffer);
      buffer.flip();
      for (int end = i + count; i < end; i++) {
        values[i] = next(buffer, header.type);
      }
    }
    return values;
  }

  static double next(ByteBuffer buffer, String type) {
    return switch (type) {
      case "f4" -> buffer.getFloat();
      case "f8" -> buffer.getDouble();
      case "i1" -> buffer.get();
      case "i2" -> buffer.getShort();
      case "i4" -> buffer.getInt();
      case "i8" -> buffer.getLong();
      case "u1" -> buffer.get() & 0xff;
      case "u2" -> buffer.getShort() & 0xffff;
      case "u4" -> buffer.getInt() & 0xffffffffL;
      case "u8" -> unsigned(buffer.getLong());
      case "b1" -> buffer.get() != 0 ? 1 : 0;
      default -> throw new IllegalArgumentException("npy: unknown element type " + type);
    };
  }

  private static double unsigned(long bits) {
    // The bit lost in halving is kept as a sticky bit, so that rounding stays to nearest.
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  private static double[] toRowMajor(double[] fortran, int[] shape) {
    double[] values = new double[fortran.length];
    int[] index = new int[shape.length];
    for (int i = 0; i < fortran.length; i++) {
      int flat = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        flat = flat * shape[axis] + index[axis];
      }
      values[flat] = fortran[i];
      for (int axis = 0; axis < shape.length && ++index[axis] == shape[axis]; axis++) {
        index[axis] = 0;
      }
    }
    return values;
  }

  private static int[] position(int flat, int[] shape) {
    int[] index = new int[shape.length];
    int rest = flat;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return index;
  }

  private static void writeHeader(OutputStream out, int[] shape, Precision precision)
      throws IOException {
    String extents = Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
    if (shape.length > 1) {
      extents = extents.substring(0, extents.length() - 1);
    }
    String text =
        "{'descr': '"
            + (precision == Precision.FLOAT32 ? "<f4" : "<f8")
            + "', 'fortran_order': False, 'shape': ("
            + extents
            + "), }";
    int unpadded = MAGIC.length + 4 + text.length() + 1;
    text += " ".repeat(Math.floorMod(-unpadded, 64)) + "\n";
    out.write(MAGIC);
    out.write(new byte[] {1, 0, (byte) text.length(), (byte) (text.length() >> 8)});
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void writeValues(OutputStream out, Tensor tensor, Precision precision)
      throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    for (int i = 0; i < tensor.length(); i++) {
      if (precision == Precision.FLOAT32) {
        data.writeInt(Integer.reverseBytes(Float.floatToIntBits((float) tensor.get(i))));
      } else {
        data.writeLong(Long.reverseBytes(Double.doubleToLongBits(tensor.get(i))));
      }
    }
    data.flush();
  }

  static void fill(SeekableByteChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("end of file inside the data");
      }
    }
  }

  private static InvalidInputException foreign(Path file, String found) {
    return InvalidInputException.of(
        file.toString(),
        "must be a NumPy array file (.npy)",
        found,
        "write it with numpy.save or choose another file");
  }
}
