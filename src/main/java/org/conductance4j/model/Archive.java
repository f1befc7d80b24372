package org.conductance4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a zip file. Before memory is allocated for an entry, its declared size is checked against
 * its compressed size and against the memory of this process.
 */
final class Archive {

  /** Deflate compresses by at most this factor. */
  private static final long MAX_RATIO = 1032;

  /** "PK", 3, 4. */
  private static final int LOCAL_HEADER = 0x04034b50;

  private static final int SLACK = 1024;
  private static final int SMALL = 1 << 26;

  private final String path;
  private final Bytes bytes;
  private final ZipFile zip;

  private Archive(String path, Bytes bytes, ZipFile zip) {
    this.path = path;
    this.bytes = bytes;
    this.zip = zip;
  }

  static boolean startsLikeOne(Bytes bytes) {
    return bytes.length() >= Integer.BYTES && bytes.read(0, Integer.BYTES).getInt() == LOCAL_HEADER;
  }

  static Archive open(String path, Bytes bytes) {
    try {
      ZipFile zip =
          ZipFile.builder()
              .setSeekableByteChannel(new BytesChannel(bytes))
              .setIgnoreLocalFileHeader(true)
              .get();
      return new Archive(path, bytes, zip);
    } catch (IOException | RuntimeException e) {
      throw new InvalidInputException(
          path + ": must be a whole zip file, got a damaged or foreign one; get it again", e);
    }
  }

  List<String> names() {
    return Collections.list(zip.getEntries()).stream().map(ZipEntry::getName).toList();
  }

  boolean has(String name) {
    return zip.getEntry(name) != null;
  }

  /** The bytes of an entry that is never large, such as a JSON description. */
  Bytes smallEntry(String name) {
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry != null && entry.getSize() > SMALL) {
      throw InvalidInputException.of(
          path + "!/" + ForeignText.of(name),
          "must be at most " + SMALL + " bytes",
          entry.getSize(),
          "save the network again");
    }
    return entry(name);
  }

  /** The bytes of an entry: a part of the archive if it is stored, a copy if it is compressed. */
  Bytes entry(String name) {
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw InvalidInputException.of(
          path, "must hold the entry '" + ForeignText.of(name) + "'", "none of that name", holds());
    }
    try {
      return entry.getMethod() == ZipEntry.STORED ? stored(entry) : inflated(entry);
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(entry, ForeignText.of(e), e);
    }
  }

  private Bytes stored(ZipArchiveEntry entry) throws IOException {
    zip.getRawInputStream(entry);
    long start = entry.getDataOffset();
    if (start < 0 || entry.getSize() < 0 || start + entry.getSize() > bytes.length()) {
      throw damaged(entry, "an end beyond the file's", null);
    }
    return bytes.slice((int) start, (int) entry.getSize());
  }

  private Bytes inflated(ZipArchiveEntry entry) throws IOException {
    long size = entry.getSize();
    if (size < 0
        || entry.getCompressedSize() > bytes.length()
        || size > entry.getCompressedSize() * MAX_RATIO + SLACK) {
      throw damaged(entry, "an impossible size of " + size + " bytes", null);
    }
    if (size > Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2)) {
      throw InvalidInputException.of(
          path + "!/" + ForeignText.of(entry.getName()),
          "must fit into half of this process's memory",
          size + " bytes",
          "unpack the archive and name the file itself");
    }
    byte[] content = new byte[(int) size];
    try (InputStream in = zip.getInputStream(entry)) {
      if (in.readNBytes(content, 0, content.length) < content.length || in.read() >= 0) {
        throw damaged(entry, "another size than the " + size + " bytes it declares", null);
      }
    }
    return Bytes.of(content);
  }

  private String holds() {
    List<String> names = names();
    String first = String.join(", ", names.subList(0, Math.min(8, names.size())));
    return "it holds " + ForeignText.of(first) + (names.size() > 8 ? ", …" : "");
  }

  private InvalidInputException damaged(
      ZipArchiveEntry entry, String found, @Nullable Throwable cause) {
    String message =
        path
            + "!/"
            + ForeignText.of(entry.getName())
            + ": must be a whole entry, got "
            + found
            + "; get it again";
    return cause == null
        ? new InvalidInputException(message)
        : new InvalidInputException(message, cause);
  }
}
