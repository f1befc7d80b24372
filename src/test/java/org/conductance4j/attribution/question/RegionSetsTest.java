package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionSetsTest {

  private static final int[] SHAPE = {2, 5, 7};

  @TempDir private Path folder = Path.of("");

  @Test
  void grid_sizesThatDoNotDivide_coversEachPixelOnce() {
    List<Region> grid = parse("grid:2x3");

    assertThat(grid).hasSize(6).extracting(Region::pixels).containsExactly(4, 4, 6, 6, 6, 9);
    for (int i = 0; i < 70; i++) {
      int element = i;
      assertThat(grid.stream().filter(region -> region.contains(element))).hasSize(1);
    }
  }

  @Test
  void labels_plane_isOneRegionANumber() {
    double[] labels = new double[35];
    labels[3] = 4;
    labels[4] = 4;
    labels[20] = -1;
    Npy.write(folder.resolve("l.npy"), Tensor.of(new int[] {5, 7}, labels));

    assertThat(parse("labels:l.npy")).extracting(Region::pixels).containsExactly(1, 32, 2);
  }

  @Test
  void parseAll_oneRegion_isThatRegion() {
    assertThat(parse("box:0,2,0,2")).containsExactly(Region.box(SHAPE, 0, 2, 0, 2));
  }

  private List<Region> parse(String text) {
    return new RegionParser(SHAPE, folder).parseAll(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid:2|region: a grid needs ROWSxCOLUMNS, got 'grid:2'; write grid:8x8",
        "grid:0x2|region: a grid of a picture of 5 rows and 7 columns has 1 to 5 rows and 1 to 7"
            + " columns, got 'grid:0x2'; choose another grid",
        "grid:6x2|region: a grid of a picture of 5 rows and 7 columns has 1 to 5 rows and 1 to 7"
            + " columns, got 'grid:6x2'; choose another grid",
      })
  void parseAll_otherForm_isRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
