package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {

  @TempDir Path folder;

  @Test
  void file_read_givesNamesInOrder() throws IOException {
    assertThat(Labels.read(write("car\r\ntraffic light \nfußweg\n\n"), 3))
        .containsExactly("car", "traffic light", "fußweg");
  }

  @Test
  void fileOfAnotherLength_read_isRefused() throws IOException {
    Path file = write("car\nlight\n");
    assertThatThrownBy(() -> Labels.read(file, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            file
                + ": needs a line for each of the network's 3 outputs, got 2 lines; name all"
                + " classes in the order of the outputs");
  }

  @Test
  void blankLineInside_read_isRefusedWithItsLine() throws IOException {
    Path file = write("car\n\nlight\n");
    assertThatThrownBy(() -> Labels.read(file, 3))
        .hasMessage(file + ":2: needs a class name, got a blank line; name the class");
  }

  @Test
  void otherBytes_read_areRefused() throws IOException {
    Path file =
        Files.write(folder.resolve("l.txt"), "fußweg".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Labels.read(file, 1))
        .hasMessage(file + ": must be text in UTF-8, got other bytes; save it as UTF-8");
    Path none = folder.resolve("none.txt");
    assertThatThrownBy(() -> Labels.read(none, 1))
        .hasMessage(none + ": must exist, got no such file; check the path");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("labels.txt"), text);
  }
}
