package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {

  private static final int[] PICTURE = {2, 4, 5};

  @TempDir private Path folder;

  @Test
  void parse_box_holdsItsPixelsInAllChannels() {
    Region region = parse("box:1,3,2,5");

    assertThat(region.pixels()).isEqualTo(6);
    for (int i = 0; i < 40; i++) {
      int row = i / 5 % 4;
      int column = i % 5;
      assertThat(region.contains(i)).isEqualTo(row >= 1 && row < 3 && column >= 2 && column < 5);
    }
  }

  @Test
  void parse_rectangleAsPolygon_isTheBox() {
    assertThat(parse("polygon:1,2;1,5;3,5;3,2")).isEqualTo(parse("box:1,3,2,5"));
  }

  /** Centres (r + ½, c + ½) below the diagonal r = c: (1,0), (2,0), (2,1), (3,0), (3,1), (3,2). */
  @Test
  void parse_triangle_holdsThePixelsWhoseCentresAreInside() {
    Region region = parse("polygon:0.01,0;4,3.99;4,0");

    assertThat(region.pixels()).isEqualTo(6);
    assertThat(region.contains(0)).isFalse();
    assertThat(region.contains(5)).isTrue();
    assertThat(region.contains(3 * 5 + 2)).isTrue();
    assertThat(region.contains(3 * 5 + 3)).isFalse();
  }

  @Test
  void parse_complementAndUnion_followSetAlgebra() {
    Region box = parse("box:0,2,0,5");

    assertThat(parse("not:box:0,2,0,5")).isEqualTo(box.complement());
    assertThat(parse("box:0,1,0,5+box:1,2,0,5")).isEqualTo(box);
    assertThat(parse("not:box:0,2,0,5+box:0,2,0,5")).isEqualTo(Region.everything(PICTURE));
    assertThat(box.complement().pixels()).isEqualTo(10);
    assertThat(box.complement().complement()).isEqualTo(box);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plane", "full", "batched"})
  void parse_arrayMask_holdsWhatIsNotZero(String form) {
    double[] plane = new double[20];
    plane[7] = 1;
    plane[13] = -0.5;
    double[] both = new double[40];
    System.arraycopy(plane, 0, both, 0, 20);
    System.arraycopy(plane, 0, both, 20, 20);
    Tensor mask =
        switch (form) {
          case "plane" -> Tensor.of(new int[] {4, 5}, plane);
          case "full" -> Tensor.of(PICTURE, both);
          default -> Tensor.of(new int[] {1, 2, 4, 5}, both);
        };
    Npy.write(folder.resolve("m.npy"), mask);

    Region region = parse("mask:m.npy");

    assertThat(region.pixels()).isEqualTo(2);
    assertThat(region.contains(7) && region.contains(27)).isTrue();
    assertThat(region.contains(13) && region.contains(33)).isTrue();
    assertThat(region.contains(8)).isFalse();
  }

  @Test
  void parse_maskOfOneChannel_holdsOnlyThatChannel() {
    double[] values = new double[40];
    values[25] = 1;
    Npy.write(folder.resolve("m.npy"), Tensor.of(PICTURE, values));

    Region region = parse("mask:m.npy");

    assertThat(region.contains(25)).isTrue();
    assertThat(region.contains(5)).isFalse();
    assertThat(region.pixels()).isEqualTo(1);
  }

  @Test
  void parse_pictureMask_holdsWhatIsWhite() throws IOException {
    BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0xFFFFFF);
    ImageIO.write(image, "png", folder.resolve("m.png").toFile());

    Region region = parse("mask:m.png");

    assertThat(region.pixels()).isEqualTo(1);
    assertThat(region.contains(7)).isTrue();
  }

  @Test
  void parse_maskOfFeatures_holdsElements() {
    Npy.write(folder.resolve("m.npy"), Tensor.of(new int[] {3}, new double[] {1, 0, 1}));

    Region region = new RegionParser(new int[] {3}, folder).parse("mask:m.npy");

    assertThat(region.pixels()).isEqualTo(2);
    assertThat(region.restrict(new double[] {5, 6, 7})).containsExactly(5, 0, 7);
    assertThat(region.sum(new double[] {5, 6, 7})).isEqualTo(12);
  }

  /** Two channels last of 4 rows and 5 columns: the same pixels as with the channels first. */
  @Test
  void channelsLast_pixelsAndPlane_areThoseOfRowsAndColumns() {
    Region first = parse("box:1,3,2,5");
    Region last = first.channelsLast();

    assertThat(last.inputShape()).containsExactly(4, 5, 2);
    assertThat(last.pixels()).isEqualTo(6);
    assertThat(last.complement().pixels()).isEqualTo(14);
    assertThat(last.union(parse("box:0,1,0,5").channelsLast()).pixels()).isEqualTo(11);
    assertThat(Region.everything(PICTURE).channelsLast().pixels()).isEqualTo(20);
    assertThat(last.plane()).isEqualTo(first.plane());
    assertThat(last.plane().orElseThrow().shape()).containsExactly(4, 5);
    assertThat(last.plane().orElseThrow().toArray())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "box:1,5,0,2|must lie inside the picture of 4 rows and 5 columns",
        "box:-1,2,0,2|must lie inside the picture of 4 rows and 5 columns",
        "box:0,2,0,6|must lie inside the picture of 4 rows and 5 columns",
        "box:2,2,0,2|holds no pixel",
        "box:3,1,0,2|holds no pixel",
        "box:0,1,0|a box has four whole numbers as edges",
        "box:0,1,0,x|a box has four whole numbers as edges",
        "range:0|a range has two whole numbers as ends",
        "range:0,1|a range needs features or time steps",
        "polygon:0,0;4,5|a polygon needs three corners",
        "polygon:0,0;4,5;9,9|must lie inside the picture of 4 rows and 5 columns",
        "polygon:0,0;0.1,0;0,0.1|holds no pixel",
        "polygon:0,0;1;2,2|a polygon's corner is a pair r,c",
        "circle:1,2|unknown form",
        "box|unknown form",
        "not:box:0,4,0,5|holds no pixel"
      })
  void parse_badRegion_saysWhatIsWrong(String text, String rule) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("region: " + rule + ", got ");
  }

  @Test
  void parse_range_holdsTimeStepsWithAllTheirFeatures() {
    Region region = new RegionParser(new int[] {2, 4}, folder).parse("range:1,3");

    assertThat(region.restrict(new double[] {1, 2, 3, 4, 5, 6, 7, 8}))
        .containsExactly(0, 2, 3, 0, 0, 6, 7, 0);
    assertThat(region.pixels()).isEqualTo(4);
  }

  @Test
  void parse_rangesOfFeatures_joinAndTurnRound() {
    Region region = new RegionParser(new int[] {5}, folder).parse("not:range:0,2+range:1,2");

    assertThat(region.restrict(new double[] {1, 2, 3, 4, 5})).containsExactly(0, 2, 3, 4, 5);
    assertThatThrownBy(() -> new RegionParser(new int[] {5}, folder).parse("range:3,6"))
        .hasMessage("region: must lie in 0 to 5, got 'range:3,6'; count from 0, half-open");
  }

  @Test
  void parse_boxOfFeatures_isRefused() {
    assertThatThrownBy(() -> new RegionParser(new int[] {7}, folder).parse("box:0,1,0,1"))
        .hasMessage(
            "region: a box or polygon needs an input with rows and columns, got [7] for"
                + " 'box:0,1,0,1'; choose elements with mask:FILE.npy");
  }

  @Test
  void parse_maskWithNaN_isRefused() {
    Npy.write(folder.resolve("m.npy"), Tensor.of(new int[] {1, 2}, new double[] {1, Double.NaN}));

    assertThatThrownBy(() -> parse("mask:m.npy"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            folder.resolve("m.npy")
                + ": must hold finite values, got NaN at [0, 1]; repair the array");
  }

  @Test
  void parse_colouredPictureAsMask_isRefused() throws IOException {
    BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_INT_RGB);
    image.setRGB(4, 3, 0xff0000);
    Path file = folder.resolve("m.png");
    ImageIO.write(image, "png", file.toFile());

    assertThatThrownBy(() -> parse("mask:m.png"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "region: the mask must be black and white, got a coloured pixel at row 3, column 4 of '"
                + file
                + "'; draw what is inside in white, the rest in black");
  }

  @Test
  void parse_maskOfAnotherShape_isRefused() {
    Npy.write(folder.resolve("m.npy"), Tensor.zeros(5, 4));

    assertThatThrownBy(() -> parse("mask:m.npy"))
        .hasMessage(
            "region: the mask needs shape [2, 4, 5] or its rows and columns, got [5, 4]; make it"
                + " from the picture after resizing and cropping");
  }

  private Region parse(String text) {
    return new RegionParser(PICTURE, folder).parse(text);
  }
}
