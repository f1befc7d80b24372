package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;

class ArchiveTest {

  private static final byte[] CONTENT = new byte[5000];

  @Test
  void storedAndCompressedEntries_read_giveTheirBytes() throws IOException {
    assertThat(open(zip(ZipEntry.STORED)).entry("x").read()).isEqualTo(ByteBuffer.wrap(CONTENT));
    assertThat(open(zip(ZipEntry.DEFLATED)).entry("x").read()).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  /** A zip bomb is larger than declared, or declares more than it can hold. */
  @Test
  void entryOfAnotherSizeThanDeclared_read_isRefused() throws IOException {
    assertThatThrownBy(() -> open(declaring(4000)).entry("x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "a.zip!/x: must be a whole entry, got another size than the 4000 bytes it declares;"
                + " get it again");
    assertThatThrownBy(() -> open(declaring(6000)).entry("x"))
        .hasMessageContaining("another size than the 6000 bytes");
    assertThatThrownBy(() -> open(declaring(2_000_000_000)).entry("x"))
        .hasMessageContaining("an impossible size of 2000000000 bytes");
  }

  @Test
  void storedEntryBeyondTheFile_read_isRefused() throws IOException {
    ByteBuffer bytes = zip(ZipEntry.STORED);
    int directory = directory(bytes);
    bytes.putInt(directory + 20, 900_000).putInt(directory + 24, 900_000);
    assertThatThrownBy(() -> open(bytes).entry("x"))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .startsWith("a.zip!/x: must be a whole entry, got ")
        .hasLineCount(1);
  }

  private static Archive open(ByteBuffer zip) {
    byte[] content = new byte[zip.limit()];
    zip.get(0, content);
    return Archive.open("a.zip", Bytes.of(content));
  }

  private static ByteBuffer declaring(int size) throws IOException {
    ByteBuffer bytes = zip(ZipEntry.DEFLATED);
    return bytes.putInt(directory(bytes) + 24, size);
  }

  /** Where the central directory begins: its offset is at byte 16 of the end record. */
  private static int directory(ByteBuffer bytes) {
    return bytes.getInt(bytes.limit() - 22 + 16);
  }

  private static ByteBuffer zip(int method) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("x");
      entry.setMethod(method);
      CRC32 checksum = new CRC32();
      checksum.update(CONTENT);
      entry.setSize(CONTENT.length);
      entry.setCrc(checksum.getValue());
      zip.putNextEntry(entry);
      zip.write(CONTENT);
    }
    return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
