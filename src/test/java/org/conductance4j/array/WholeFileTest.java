package org.conductance4j.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        .hasMessageStartingWith(file + ": must be writable, got ");
    assertThat(entries()).isEmpty();
  }

  @Test
  void write_throughALink_replacesItsTarget() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("b.txt"), file);

    WholeFile.write(link, out -> out.write('n'));

    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(file)).isEqualTo("n");
  }

  @Test
  void write_folder_isRefused() throws IOException {
    Path file = Files.createDirectory(folder.resolve("a.txt"));

    assertThatThrownBy(() -> WholeFile.write(file, out -> out.write('n')))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file + ": must be a file that can be written, got a folder; choose another name");
  }

  @Test
  void write_pipe_isWrittenIntoAndNotReplaced() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor() == 0, "needs a system with named pipes");
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    WholeFile.write(pipe, out -> out.write('n'));

    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("n");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(file -> file.getFileName().toString()).toList();
    }
  }
}
