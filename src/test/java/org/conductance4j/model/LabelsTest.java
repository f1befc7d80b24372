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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

  @TempDir Path folder;

  @Test
  void file_read_givesNamesInOrder() throws IOException {
    assertThat(Labels.read(write("car\r\ntraffic light \nfußweg\n\n"), 3))
        .containsExactly("car", "traffic light", "fußweg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffcar\ntraffic light\n",
        "[\"car\",\n \"traffic light\"]",
        "{\"0\": \"car\", \"1\": \"traffic light\"}",
        "{\"0\": [\"n02958343\", \"car\"], \"1\": [\"n06874185\", \"traffic light\"]}",
        "0 car\n1 traffic light\n",
        "0: car\n1: traffic light"
      })
  void everyUsualForm_read_givesNames(String text) throws IOException {
    assertThat(Labels.read(write(text), 2)).containsExactly("car", "traffic light");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"car\": 0} | needs a list of names, or a map from the indices from 0 on to names, got no"
            + " name for class 0; write a name a line",
        "{0: 'car'} | must be JSON, as it begins with a bracket, got another form; write a name a"
            + " line",
        "[\"car\", \"light\"] | needs a line for each of the network's 1 outputs, got 2 names; name"
            + " all classes in the order of the outputs",
      })
  void otherJson_read_isRefused(String text, String message) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> Labels.read(file, 1)).hasMessage(file + ": " + message);
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
