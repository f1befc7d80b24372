package org.conductance4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSetTest {

  @TempDir private Path folder;

  private Path picture(String name, int rows, int rgb) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(3, rows, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, rgb);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static List<LabelledPicture> all(PictureSet set) {
    List<LabelledPicture> pictures = new ArrayList<>();
    try (PictureReader reader = set.read(0)) {
      for (int i = 0; i < set.size(); i++) {
        pictures.add(reader.next());
      }
    }
    return pictures;
  }

  @Test
  void subfolders_areClasses_spreadEvenly() throws IOException {
    picture("bag/1.png", 2, 0x333333);
    picture("bag/2.png", 2, 0x666666);
    picture("bag/3.png", 2, 0x999999);
    picture("bag/4.png", 2, 0xcccccc);
    picture("coat/1.png", 2, 0xffffff);
    picture("coat/2.png", 2, 0);
    Files.writeString(folder.resolve(".hidden"), "passed over");
    PictureSet set = FolderSet.of(folder, 1);
    assertThat(set.classNames()).containsExactly("bag", "coat");
    assertThat(set.shape()).containsExactly(1, 2, 3);
    List<LabelledPicture> pictures = all(set);
    assertThat(pictures.stream().map(LabelledPicture::label)).containsExactly(0, 0, 1, 0, 0, 1);
    assertThat(pictures.get(0).values().toArray()).containsExactly(0, 0.2, 0, 0, 0, 0);
    try (PictureReader reader = set.read(2)) {
      assertThat(reader.next()).isEqualTo(pictures.get(2));
    }
  }

  @Test
  void threeChannels_colourKept() throws IOException {
    picture("sign/1.png", 1, 0xff3300);
    PictureSet set = FolderSet.of(folder, 3);
    assertThat(set.shape()).containsExactly(3, 1, 3);
    assertThat(all(set).get(0).values().toArray()).containsExactly(0, 1, 0, 0, 0.2, 0, 0, 0, 0);
  }

  @Test
  void oneChannel_colourRefused() throws IOException {
    Path file = picture("sign/1.png", 1, 0xff3300);
    refused(
        file
            + ": must be grey, as the network takes one channel, got a picture in colour; convert"
            + " it to grey");
  }

  @Test
  void mixedSizes_refused() throws IOException {
    picture("bag/1.png", 2, 0);
    Path other = picture("coat/1.png", 4, 0);
    refused(
        other
            + ": must have the size of the other pictures, 2 x 3, got 4 x 3; bring all to one"
            + " size");
  }

  @Test
  void emptyClass_refused() throws IOException {
    picture("bag/1.png", 2, 0);
    Path empty = Files.createDirectories(folder.resolve("coat"));
    refused(empty + ": must hold a picture, got an empty folder; remove it or fill it");
  }

  @Test
  void fileBesideTheClasses_refused() throws IOException {
    picture("bag/1.png", 2, 0);
    Files.writeString(folder.resolve("notes.txt"), "x");
    refused(
        folder
            + ": must hold a folder for each class and nothing else, got the file 'notes.txt'; move"
            + " it elsewhere");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> FolderSet.of(folder, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
