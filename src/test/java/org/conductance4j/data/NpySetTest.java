package org.conductance4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpySetTest {

  @TempDir private Path folder;

  private Path array(String name, int[] shape, double... values) {
    Path file = folder.resolve(name);
    Npy.write(file, Tensor.of(shape, values));
    return file;
  }

  @Test
  void floats_readAsTheyAre_fromTheMiddleToo() {
    Path images = array("x.npy", new int[] {2, 1, 1, 2}, -1, 2, 3, 4);
    Path labels = array("y.npy", new int[] {2}, 1, 0);
    PictureSet set = NpySet.of(images, labels);
    assertThat(set.shape()).containsExactly(1, 1, 2);
    try (PictureReader reader = set.read(1)) {
      LabelledPicture picture = reader.next();
      assertThat(picture.label()).isZero();
      assertThat(picture.values().toArray()).containsExactly(3, 4);
    }
  }

  @Test
  void bytes_becomeValuesFromZeroToOne() throws IOException {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 2), }";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
    bytes.write(header.getBytes(StandardCharsets.US_ASCII));
    bytes.write(new byte[] {51, (byte) 255});
    Path images = Files.write(folder.resolve("x.npy"), bytes.toByteArray());
    PictureSet set = NpySet.of(images, array("y.npy", new int[] {1}, 3));
    try (PictureReader reader = set.read(0)) {
      assertThat(reader.next().values().toArray()).containsExactly(0.2, 1);
    }
  }

  @Test
  void labelsOfAnotherCount_refused() {
    Path images = array("x.npy", new int[] {2, 1, 2}, 1, 2, 3, 4);
    Path labels = array("y.npy", new int[] {3}, 1, 0, 1);
    assertThatThrownBy(() -> NpySet.of(images, labels))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            labels
                + ": must hold a label for each of the 2 pictures in "
                + images
                + ", got 3 labels; choose the two files of one set");
  }

  @Test
  void labelThatIsNoWholeNumber_refused() {
    Path images = array("x.npy", new int[] {1, 1, 2}, 1, 2);
    Path labels = array("y.npy", new int[] {1}, 0.5);
    try (PictureReader reader = NpySet.of(images, labels).read(0)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must hold whole numbers from 0 on, got 0.5");
    }
  }
}
