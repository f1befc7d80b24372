package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashedNameTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void torchvisionsName_holdsThePrefix() {
    assertThat(HashedName.of("models/resnet152-b121ed2d.pth"))
        .contains(new HashedName("resnet152-b121ed2d.pth", "b121ed2d"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet152.pth",
        "mine-20231101.pth",
        "resnet152-b121ed2d.zip",
        "a-b121ed2d/mine.pth",
        "resnet152-B121ED2D.pth",
        "resnet152-b121ed2.pth"
      })
  void otherNames_holdNone(String path) {
    assertThat(HashedName.of(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000\u0002}.", "PK\u0003\u0004 and no more", "text"})
  void load_contentOfAnotherHash_isRefusedBeforeItIsRead(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("resnet18-f37072fd.pth"), content);

    assertThatThrownBy(() -> NetworkFile.load(file.toString(), Optional.of("resnet18")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "\\Q"
                + file
                + "\\E: its SHA-256 must begin with f37072fd, as its name says, got [0-9a-f]{8};"
                + " get the file again, or name it otherwise if these weights are your own");
  }

  @Test
  void load_missingFile_saysWhichOneAndHowItIsChecked() {
    Path file = folder.resolve("resnet152-b121ed2d.pth");

    assertThatThrownBy(() -> NetworkFile.load(file.toString(), Optional.of("resnet152")))
        .hasMessage(
            file
                + ": must be a file, got no such file; put torchvision's resnet152-b121ed2d.pth"
                + " there; its SHA-256 must begin with b121ed2d");
  }
}
