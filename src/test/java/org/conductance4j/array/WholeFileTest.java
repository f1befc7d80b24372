package org.conductance4j.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir private Path folder;

  @Test
  void write_content_replacesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    WholeFile.write(file, out -> out.write('n'));

    assertThat(Files.readString(file)).isEqualTo("n");
    assertThat(entries()).containsExactly("a.txt");
  }

  @Test
  void write_fullDisk_keepsTheOldFileAndSaysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write('n');
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(FullDiskException.class)
        .hasMessage(file + ": the disk is full; make room and run it again");
    assertThat(Files.readString(file)).isEqualTo("old");
    assertThat(entries()).containsExactly("a.txt");
  }

  @Test
  void write_anotherFailure_isWrongInput() throws IOException {
    Path file = folder.resolve("a.txt");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      throw new IOException("Input/output error");
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": must be writable, got java.io.IOException");
    assertThat(entries()).isEmpty();
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(file -> file.getFileName().toString()).toList();
    }
  }
}
