package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files were written by PIL and torchvision with make_pictures.py, in their folder. */
class ImagesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {16, 48})
  void picture_resized_isTorchvisionsBitForBit(int side) {
    Picture resized = Images.resize(Golden.picture(37, 53), side);
    assertThat(resized).isEqualTo(Images.read(Golden.file("resized-" + side + ".png")));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48})
  void picture_cropped_isTorchvisionsBitForBit(int side) {
    Picture cropped = Images.centreCrop(Images.resize(Golden.picture(37, 53), side), 13);
    assertThat(cropped).isEqualTo(Images.read(Golden.file("resized-" + side + "-cropped-13.png")));
  }

  @Test
  void picture_resizedToItsOwnSize_isUnchanged() {
    assertThat(Images.resize(Golden.picture(20, 30), 20)).isEqualTo(Golden.picture(20, 30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grey.png",
        "two-levels.png",
        "palette.png",
        "clear-palette.png",
        "alpha.png",
        "grey-alpha.png",
        "colour-16.png",
        "alpha-16.png",
        "grey-alpha-16.png"
      })
  void portableNetworkGraphic_read_hasPilsLevels(String name) {
    assertThat(Images.read(Golden.file(name)))
        .isEqualTo(Images.read(Golden.file(name + ".decoded.png")));
  }

  /** JPEG decoders may differ by one level. */
  @ParameterizedTest
  @ValueSource(strings = {"colour.jpeg", "grey.jpeg"})
  void jpeg_read_hasPilsLevels(String name) {
    assertThat(
            Golden.largestDifference(
                Images.read(Golden.file(name)), Images.read(Golden.file(name + ".decoded.png"))))
        .isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnedPicture_read_isUprightAsPilsIs(int orientation) {
    String png = "orientation-" + orientation + ".png";
    Picture upright = Images.read(Golden.file(png));
    assertThat(upright).isEqualTo(Images.read(Golden.file(png + ".decoded.png")));
    assertThat(upright.rows()).isEqualTo(orientation < 5 ? 6 : 9);
    String jpeg = "orientation-" + orientation + ".jpeg";
    assertThat(
            Golden.largestDifference(
                Images.read(Golden.file(jpeg)), Images.read(Golden.file(jpeg + ".decoded.png"))))
        .isLessThanOrEqualTo(1);
  }

  @Test
  void damagedOrientation_read_isIgnored() throws IOException {
    byte[] bytes = Files.readAllBytes(Golden.file("orientation-6.jpeg"));
    int tiff = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Exif") + 6;
    for (int at = tiff; at < tiff + 24; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) 0xff;
      Picture picture = Images.read(Files.write(folder.resolve("a.jpeg"), damaged));
      assertThat(picture.rows() * picture.columns()).isEqualTo(54);
    }
  }

  @Test
  void sixteenBitPicture_read_keepsTheUpperBits() throws IOException {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setPixels(0, 0, 2, 1, new int[] {0x12ff, 0xfe00});
    Path file = folder.resolve("deep.png");
    ImageIO.write(deep, "png", file.toFile());
    Picture picture = Images.read(file);
    assertThat(picture.level(1, 0, 0)).isEqualTo(0x12);
    assertThat(picture.level(2, 0, 1)).isEqualTo(0xfe);
  }

  @Test
  void cmykJpeg_read_isRefused() {
    assertThatThrownBy(() -> Images.read(Golden.file("cmyk.jpeg")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            Golden.file("cmyk.jpeg")
                + ": must be a grey or colour (RGB) picture, got a CMYK JPEG; convert it to RGB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour.jpeg", "grey.png"})
  void cutPicture_read_isRefusedInOneLine(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file(name));
    for (int length : new int[] {4, 60, whole.length / 2, whole.length * 3 / 4}) {
      Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Images.read(file))
          .as("%s bytes", length)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(file + ": must be ")
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void otherFile_read_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.png"), "no picture at all");
    assertThatThrownBy(() -> Images.read(file))
        .hasMessage(file + ": must be a JPEG or PNG picture, got another format; convert it");
    assertThatThrownBy(() -> Images.read(folder.resolve("none.png")))
        .hasMessage(folder.resolve("none.png") + ": must exist, got no such file; check the path");
  }

  @Test
  void hugePicture_read_isRefusedFromItsHeader() throws IOException {
    byte[] bytes = Files.readAllBytes(Golden.file("grey.png"));
    // bytes 16 to 23 of a PNG are its width and height, big-endian
    bytes[17] = bytes[21] = 1;
    Path file = Files.write(folder.resolve("huge.png"), bytes);
    assertThatThrownBy(() -> Images.read(file))
        .hasMessageContaining("must have at most 67108864 pixels, got 65560 x 65570; make it")
        .isInstanceOf(InvalidInputException.class);
  }

  /** The second one is smaller on both sides, by an odd and by an even number. */
  @Test
  void pictureSmallerThanTheCrop_cropped_isTorchvisionsBitForBit() {
    for (int[] size : new int[][] {{20, 31}, {13, 14}}) {
      String name = size[0] + "x" + size[1] + "-cropped-24.png";
      assertThat(Images.centreCrop(Golden.picture(size[0], size[1]), 24))
          .as(name)
          .isEqualTo(Images.read(Golden.file(name)));
    }
  }

  @Test
  void closeUp_ofAPictureSmallerThanTheCrop_hasTheSameFrame() {
    Preprocessing framed =
        new Preprocessing(13, 24, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    BufferedImage white = new BufferedImage(28, 26, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 28 * 26; i++) {
      white.setRGB(i % 28, i / 28, 0xffffff);
    }

    Picture seen = framed.fit(Picture.of(white));
    Picture large = framed.closeUp(Picture.of(white), 3);

    for (int row = 0; row < 72; row++) {
      for (int column = 0; column < 72; column++) {
        assertThat(large.level(0, row, column)).isEqualTo(seen.level(0, row / 3, column / 3));
      }
    }
    assertThat(seen.level(0, 4, 12)).isZero();
    assertThat(seen.level(0, 5, 12)).isEqualTo(255);
  }

  @Test
  void hugeCrop_isRefused() {
    assertThatThrownBy(() -> Images.centreCrop(Golden.picture(2, 3), 100_000))
        .hasMessage(
            "crop: must give at most 67108864 pixels, got 100000 x 100000; choose a smaller side");
  }

  @Test
  void longThinPicture_resized_isRefusedWhenItGrowsTooLarge() {
    assertThatThrownBy(() -> Images.resize(Golden.picture(1, 100), 10_000))
        .hasMessageContaining("got 10000 x 1000000; choose a smaller side");
  }

  @Test
  void preprocessing_applied_givesTheNetworksInput() {
    Preprocessing preset = Architecture.named("efficientnet-lite0").preprocessing();
    Picture fitted = preset.fit(Golden.picture(300, 260));
    Tensor input = preset.normalise(fitted);
    assertThat(input.shape()).containsExactly(3, 224, 224);
    Picture white = new Picture(1, 1, new byte[] {-1, -1, -1});
    assertThat(input.at(2, 5, 9)).isCloseTo((fitted.level(2, 5, 9) - 127) / 128.0, within(1e-15));
    assertThat(Preprocessing.NONE.normalise(white).toArray()).containsOnly(1.0);
  }

  @Test
  void badPreprocessing_isRefused() {
    List<Double> three = List.of(1.0, 1.0, 1.0);
    assertThatThrownBy(() -> new Preprocessing(0, null, three, three))
        .hasMessage("resize: must be at least 1, got 0; choose a side in pixels");
    assertThatThrownBy(() -> new Preprocessing(null, null, List.of(1.0), three))
        .hasMessage("mean: needs three finite numbers, got [1.0]; give one for each channel");
    assertThatThrownBy(() -> new Preprocessing(null, null, three, List.of(1.0, 0.0, 1.0)))
        .hasMessage(
            "std: needs three positive numbers, got [1.0, 0.0, 1.0]; give one for each channel");
  }

  @Test
  void closeUp_largePicture_isTheSamePartInItsOwnDetail() {
    BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 60 * 40; i++) {
      image.setRGB(i % 60, i / 60, (i % 60 * 4) << 16 | (i / 60 * 6) << 8);
    }
    Picture original = Picture.of(image);
    Preprocessing half = new Preprocessing(20, 16, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

    Picture seen = half.fit(original);
    Picture large = half.closeUp(original, 2);

    assertThat(large.rows()).isEqualTo(32);
    assertThat(large.columns()).isEqualTo(32);
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        assertThat(large.level(0, row, column)).isEqualTo(original.level(0, row + 4, column + 14));
        assertThat(Math.abs(large.level(1, row, column) - seen.level(1, row / 2, column / 2)))
            .isLessThanOrEqualTo(4);
      }
    }
  }
}
