package org.conductance4j.array;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads a .npy file row by row. A row is everything under one index of the first axis, and its size
 * alone decides how much memory is used. Must be closed.
 */
public final class NpyRows implements AutoCloseable {

  private final Path file;
  private final SeekableByteChannel channel;
  private final Npy.Header header;
  private final ByteBuffer row;

  private NpyRows(Path file, SeekableByteChannel channel, Npy.Header header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.row =
        ByteBuffer.allocate(Tensor.length(rowShape()) * header.bytes())
            .order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens a file.
   *
   * @param file with at least one axis, in C order
   * @param first index of the first row to read
   * @return the reader
   * @throws InvalidInputException if the file is missing, not a .npy file in C order, or truncated
   */
  public static NpyRows open(Path file, int first) {
    try {
      SeekableByteChannel channel = Files.newByteChannel(file);
      try {
        Npy.Header header = Npy.header(file, channel);
        Npy.requireWhole(file, channel, header);
        requireRows(file, header);
        NpyRows rows = new NpyRows(file, channel, header);
        channel.position(channel.position() + (long) first * rows.row.capacity());
        return rows;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  private static void requireRows(Path file, Npy.Header header) {
    int[] shape = header.shape();
    if (shape.length == 0
        || Tensor.length(shape) == 0
        || (header.fortranOrder() && shape.length > 1)) {
      throw InvalidInputException.of(
          file.toString(),
          "must hold rows in C order",
          (header.fortranOrder() ? "Fortran order and " : "") + "shape " + Arrays.toString(shape),
          "write it with numpy.save(file, numpy.ascontiguousarray(array))");
    }
  }

  /** {@return the number of rows} */
  public int count() {
    return header.shape()[0];
  }

  /** {@return the shape of one row, as a copy} */
  public int[] rowShape() {
    int[] shape = header.shape();
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  /** {@return whether the elements are of numpy's type uint8, as those of pictures are} */
  public boolean hasBytes() {
    return header.type().equals("u1");
  }

  /**
   * Reads the next row.
   *
   * @return its elements, row-major
   * @throws InvalidInputException if the file ends early or an element is not finite
   */
  public double[] next() {
    row.clear();
    try {
      Npy.fill(channel, row);
    } catch (IOException e) {
      throw new InvalidInputException(
          file + ": must stay as it was when it was opened, got " + e + "; write it again", e);
    }
    row.flip();
    double[] values = new double[row.limit() / header.bytes()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Npy.next(row, header.type());
      if (!Double.isFinite(values[i])) {
        throw InvalidInputException.of(
            file.toString(), "must hold finite values", values[i], "repair the array");
      }
    }
    return values;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }
}
