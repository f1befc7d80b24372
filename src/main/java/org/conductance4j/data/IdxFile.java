package org.conductance4j.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of bytes in the IDX format as a stream, plain or compressed with gzip.
 *
 * <p>Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits: two zero bytes, a
 * byte for the type of the elements (8: unsigned bytes), a byte for the number of axes, four
 * big-endian bytes for each axis's extent, the elements.
 */
final class IdxFile {

  static final int IMAGES = 0x0803;
  static final int LABELS = 0x0801;

  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x1f8b;
  private static final int MAX_AXIS = 1 << 16;

  private final Path file;
  private final int[] shape;
  private final String sha256;

  private IdxFile(Path file, int[] shape, String sha256) {
    this.file = file;
    this.shape = shape;
    this.sha256 = sha256;
  }

  /**
   * Reads the whole file and checks its magic number, its extents, and that it holds exactly as
   * many elements as they say.
   */
  static IdxFile check(Path file, int magic) {
    MessageDigest digest = Sha256.digest();
    try (InputStream raw = new DigestInputStream(Files.newInputStream(file), digest)) {
      BufferedInputStream whole = new BufferedInputStream(raw, BUFFER);
      int[] shape;
      try (DataInputStream in = data(whole)) {
        shape = header(file, in, magic);
        requireElements(file, in, shape);
      }
      return new IdxFile(file, shape, Sha256.text(digest));
    } catch (ZipException e) {
      throw damaged(file, "damaged gzip data (" + e.getMessage() + ")", e);
    } catch (EOFException e) {
      throw damaged(file, "an end inside the header or the compressed data", e);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  private static DataInputStream data(BufferedInputStream in) throws IOException {
    in.mark(2);
    int first = in.read() << 8 | in.read();
    in.reset();
    return new DataInputStream(
        first == GZIP ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in);
  }

  private static int[] header(Path file, DataInputStream in, int magic) throws IOException {
    int found = in.readInt();
    if (found != magic) {
      throw InvalidInputException.of(
          file.toString(),
          "must begin with the magic number " + hex(magic) + " of " + kind(magic),
          hex(found) + (found == IMAGES || found == LABELS ? ", that of " + kind(found) : ""),
          "check which file this is");
    }
    int[] shape = new int[magic & 0xff];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = in.readInt();
      if (shape[axis] < 1 || (axis > 0 && shape[axis] > MAX_AXIS)) {
        throw InvalidInputException.of(
            file.toString(),
            "must have extents of at least 1 and pictures of at most "
                + MAX_AXIS
                + " pixels a side",
            shape[axis],
            "the file is damaged, get it again");
      }
    }
    return shape;
  }

  private static void requireElements(Path file, InputStream in, int[] shape) throws IOException {
    long needed = 1;
    for (int extent : shape) {
      needed *= extent;
    }
    byte[] buffer = new byte[BUFFER];
    long present = 0;
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        present += n;
      }
    } catch (EOFException e) {
      throw truncated(file, needed, present + " before its compressed data end", e);
    }
    if (present != needed) {
      String got = present < needed ? String.valueOf(present) : present + ", too many";
      throw truncated(file, needed, got, null);
    }
  }

  private static InvalidInputException truncated(
      Path file, long needed, String got, @Nullable Exception cause) {
    String message =
        ("%s: must hold %s bytes of data as its header says, got %s; the file is truncated"
                + " or damaged, get it again")
            .formatted(file, needed, got);
    return cause == null
        ? new InvalidInputException(message)
        : new InvalidInputException(message, cause);
  }

  private static InvalidInputException damaged(Path file, String got, Exception cause) {
    return new InvalidInputException(
        file + ": must be a whole IDX file, plain or gzip, got " + got + "; get it again", cause);
  }

  private static String hex(int magic) {
    return String.format(Locale.ROOT, "0x%08x", magic);
  }

  private static String kind(int magic) {
    return magic == IMAGES ? "IDX images" : "IDX labels";
  }

  Path file() {
    return file;
  }

  int count() {
    return shape[0];
  }

  /** Extents of one element of the first axis. */
  int[] elementShape() {
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  String sha256() {
    return sha256;
  }

  /** A stream of the elements from a given one of the first axis on. */
  DataInputStream open(int first) throws IOException {
    DataInputStream in = data(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    try {
      in.skipNBytes(4 + 4L * shape.length + (long) first * Tensor.length(elementShape()));
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
