package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytesTest {

  private static final int LENGTH = 3 * Bytes.CHUNK + 5;

  @TempDir Path folder;

  @Test
  void partOfAPart_inFileAndInMemory_isTheSame() throws IOException {
    byte[] content = content();
    Path file = Files.write(folder.resolve("x"), content);
    byte[] expected = Arrays.copyOfRange(content, 110, 130);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Bytes inFile = Bytes.of(file, channel, LENGTH).slice(100, 50);
      assertThat(inFile.slice(10, 20).read().array()).isEqualTo(expected);
      assertThat(inFile.get(10)).isEqualTo(expected[0]);
    }
    assertThat(Bytes.of(content).slice(100, 50).read(10, 20).array()).isEqualTo(expected);
  }

  @Test
  void partBeyondTheEnd_isRefused() {
    Bytes bytes = Bytes.of(content()).slice(100, 50);
    assertThatThrownBy(() -> bytes.slice(40, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.read(50, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void fileThatBecameShorter_read_isRefusedInOneLine() throws IOException {
    Path file = Files.write(folder.resolve("x"), new byte[10]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Bytes bytes = Bytes.of(file, channel, 10);
      Files.write(file, new byte[5]);
      assertThatThrownBy(bytes::read)
          .isInstanceOf(InvalidInputException.class)
          .message()
          .contains("x")
          .contains("a file that became shorter while it was read")
          .hasLineCount(1);
    }
  }

  /** Alternates between single bytes, parts of the bytes, and arrays. */
  @Test
  void stream_readInSeveralWays_givesEveryByteOnce() throws IOException {
    byte[] content = content();
    ByteStream stream = new ByteStream(Bytes.of(content));

    assertThat(stream.read()).isEqualTo(content[0] & 0xff);
    assertThat(stream.next(Bytes.CHUNK).read().array())
        .isEqualTo(Arrays.copyOfRange(content, 1, 1 + Bytes.CHUNK));
    assertThat(stream.available()).isEqualTo(LENGTH - 1 - Bytes.CHUNK);
    assertThat(stream.readAllBytes())
        .isEqualTo(Arrays.copyOfRange(content, 1 + Bytes.CHUNK, LENGTH));
    assertThat(stream.read()).isEqualTo(-1);
    assertThatThrownBy(() -> stream.next(1)).isInstanceOf(EOFException.class);
  }

  /** A mapped file would stay until a garbage collection and count as memory of the process. */
  @Test
  void network_loaded_leavesNoMappedFile() {
    long before = mapped();

    NetworkFile.load("experiments/stoplight/network.zip", Optional.empty());

    assertThat(mapped()).isLessThanOrEqualTo(before);
  }

  private static long mapped() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("mapped"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static byte[] content() {
    byte[] content = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      content[i] = (byte) (i * 31 + i / 251);
    }
    return content;
  }
}
