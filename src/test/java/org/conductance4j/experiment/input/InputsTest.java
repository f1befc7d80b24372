package org.conductance4j.experiment.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

  @TempDir private Path folder = Path.of("");

  private Path archive(String... names) throws IOException {
    Path array = folder.resolve("x.npy");
    Npy.write(array, Tensor.of(new int[] {1, 2}, new double[] {3, 4}));
    Path file = folder.resolve("x.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(array));
      }
    }
    return file;
  }

  @Test
  void archiveOfOneArray_isRead() throws IOException {
    assertThat(Inputs.array(archive("arr_0.npy")).values())
        .isEqualTo(Tensor.of(new int[] {1, 2}, new double[] {3, 4}));
  }

  @Test
  void archiveOfTwoArrays_isRefused() throws IOException {
    Path file = archive("a.npy", "b.npy");

    assertThatThrownBy(() -> Inputs.array(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(": must hold one array, got [/")
        .hasMessageEndingWith("; save one with numpy.save");
  }

  @Test
  void otherBytes_areRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("x.npz"), "no archive");

    assertThatThrownBy(() -> Inputs.array(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": must be ");
  }
}
