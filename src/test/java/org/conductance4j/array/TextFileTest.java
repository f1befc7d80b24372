package org.conductance4j.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {

  @TempDir private Path folder = Path.of("");

  private Path written(byte... content) throws IOException {
    return Files.write(folder.resolve("t.txt"), content);
  }

  @Test
  void lines_ofEveryUsualForm_areTheSame() throws IOException {
    String text = "größe\r\nrot\n";
    for (byte[] content :
        new byte[][] {
          text.getBytes(StandardCharsets.UTF_8),
          ("\ufeff" + text).getBytes(StandardCharsets.UTF_8),
          ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE),
          ("\ufeff" + text).getBytes(StandardCharsets.UTF_16BE)
        }) {
      assertThat(TextFile.lines(written(content), 100)).containsExactly("größe", "rot");
    }
    assertThat(TextFile.lines(written(), 100)).isEmpty();
  }

  @Test
  void otherBytes_areRefused() throws IOException {
    Path file = written((byte) 'a', (byte) 0xe4);

    assertThatThrownBy(() -> TextFile.read(file, 100))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": must be text in UTF-8, got other bytes; save it as UTF-8");
    assertThatThrownBy(() -> TextFile.read(file, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": must be a text of at most 1 bytes, got 2; check the path");
    assertThatThrownBy(() -> TextFile.read(folder.resolve("none"), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("none: must exist, got no such file; check the path");
  }
}
