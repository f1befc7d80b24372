package org.conductance4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSetTest {

  /** Three pictures of two rows and two columns. */
  private static final byte[] LEVELS = {0, 51, (byte) 255, 102, 1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir private Path folder;

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path labels() throws IOException {
    return file("labels", IdxFiles.labels((byte) 7, (byte) 0, (byte) 9));
  }

  private Path images() throws IOException {
    return file("images", IdxFiles.images(3, 2, 2, LEVELS));
  }

  @Test
  void plainFiles_read_levelsInOrderFromZeroToOne() throws IOException {
    PictureSet set = IdxSet.of(images(), labels());
    assertThat(set.shape()).containsExactly(1, 2, 2);
    assertThat(set.size()).isEqualTo(3);
    try (PictureReader reader = set.read(0)) {
      LabelledPicture first = reader.next();
      assertThat(first.label()).isEqualTo(7);
      assertThat(first.values().toArray()).containsExactly(0, 0.2, 1, 0.4);
      assertThat(reader.next().label()).isZero();
      assertThat(reader.next().values().get(3)).isEqualTo(8 / 255.0);
      assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void gzipFiles_readFromTheMiddle_areThePlainOnes() throws IOException {
    Path images = file("images.gz", IdxFiles.zipped(IdxFiles.images(3, 2, 2, LEVELS)));
    PictureSet zipped = IdxSet.of(images, labels());
    try (PictureReader reader = zipped.read(1);
        PictureReader plain = IdxSet.of(images(), labels()).read(1)) {
      assertThat(reader.next()).isEqualTo(plain.next());
      assertThat(reader.next()).isEqualTo(plain.next());
    }
    assertThat(zipped.fingerprints()).containsOnlyKeys("images", "labels");
  }

  @Test
  void truncated_refusedInOneLine() throws IOException {
    byte[] whole = IdxFiles.images(3, 2, 2, LEVELS);
    Path images = file("images", Arrays.copyOf(whole, whole.length - 5));
    refused(
        images,
        images
            + ": must hold 12 bytes of data as its header says, got 7; the file is truncated or"
            + " damaged, get it again");
  }

  @Test
  void truncatedGzip_refusedInOneLine() throws IOException {
    byte[] whole = IdxFiles.zipped(IdxFiles.images(3, 2, 2, LEVELS));
    Path images = file("images.gz", Arrays.copyOf(whole, whole.length - 12));
    assertThatThrownBy(() -> IdxSet.of(images, labels()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(images + ": must hold 12 bytes of data as its header says, got ")
        .hasMessageEndingWith("the file is truncated or damaged, get it again");
  }

  @Test
  void truncatedHeader_refusedInOneLine() throws IOException {
    Path images = file("images", new byte[] {0, 0, 8, 3, 0, 0});
    refused(
        images,
        images
            + ": must be a whole IDX file, plain or gzip, got an end inside the header or the"
            + " compressed data; get it again");
  }

  @Test
  void longerThanItsHeader_refused() throws IOException {
    byte[] whole = IdxFiles.images(3, 2, 2, LEVELS);
    Path images = file("images", Arrays.copyOf(whole, whole.length + 1));
    refused(
        images,
        images
            + ": must hold 12 bytes of data as its header says, got 13, too many; the file is"
            + " truncated or damaged, get it again");
  }

  @Test
  void wrongMagic_refused_labelsNamed() throws IOException {
    Path labels = labels();
    refused(
        labels,
        labels
            + ": must begin with the magic number 0x00000803 of IDX images, got 0x00000801, that of"
            + " IDX labels; check which file this is");
    Path png = file("images", new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3, 4});
    refused(
        png,
        png
            + ": must begin with the magic number 0x00000803 of IDX images, got 0x89504e47; check"
            + " which file this is");
  }

  @Test
  void labelsOfAnotherCount_refused() throws IOException {
    Path images = images();
    Path labels = file("labels", IdxFiles.labels((byte) 1, (byte) 2));
    assertThatThrownBy(() -> IdxSet.of(images, labels))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            labels
                + ": must hold a label for each of the 3 pictures in "
                + images
                + ", got 2 labels; choose the two files of one set");
  }

  @Test
  void emptyPictures_refused() throws IOException {
    Path images = file("images", IdxFiles.images(0, 2, 2, new byte[0]));
    assertThatThrownBy(() -> IdxSet.of(images, labels()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must have extents of at least 1");
  }

  private void refused(Path images, String message) throws IOException {
    Path labels = file("more-labels", IdxFiles.labels((byte) 1, (byte) 2, (byte) 3));
    assertThatThrownBy(() -> IdxSet.of(images, labels))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
