package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.PlainResults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapPanelTest {

  @ParameterizedTest
  @CsvSource({"96,96,7", "224,224,3", "224,100,3", "28,28,24", "900,600,1", "1,1,670"})
  void inputSize_factor_aboutTheSameWidth(int rows, int columns, int factor) {
    assertThat(MapPanel.factor(rows, columns)).isEqualTo(factor);
  }

  @Test
  void onePixel_paint_isOneSquareOfItsColour() throws IOException {
    Plane map = Plane.zeros(96, 96);
    map.set(80, 10, 2);
    map.set(80, 11, -2);

    BufferedImage image = painted(map, new HeatScale(2), blank());

    for (int d = 0; d < 7; d++) {
      assertThat(rgb(image, 10 * 7 + d, 80 * 7 + d)).isEqualTo(0x6b2200);
      assertThat(rgb(image, 11 * 7 + d, 80 * 7 + d)).isEqualTo(0x123a75);
    }
    assertThat(rgb(image, 10 * 7 - 1, 80 * 7)).isEqualTo(0xffffff);
    assertThat(rgb(image, 12 * 7, 80 * 7)).isEqualTo(0xffffff);
  }

  @Test
  void layersGrid_paint_eachCellCoversItsPartOfThePicture() throws IOException {
    Plane cells = Plane.zeros(24, 24);
    cells.set(20, 3, 2);

    BufferedImage image = painted(cells, new HeatScale(2), blank());

    assertThat(rgb(image, 3 * 28, 20 * 28)).isEqualTo(0x6b2200);
    assertThat(rgb(image, 4 * 28 - 1, 21 * 28 - 1)).isEqualTo(0x6b2200);
    assertThat(rgb(image, 4 * 28, 20 * 28)).isEqualTo(0xffffff);
    assertThat(rgb(image, 3 * 28, 20 * 28 - 1)).isEqualTo(0xffffff);
  }

  @Test
  void fadedPicture_paint_strongColoursStayTrue() throws IOException {
    Plane map = Plane.zeros(96, 96);
    map.set(80, 10, 2);

    BufferedImage image = painted(map, new HeatScale(2), MadeUp.striking());

    assertThat(rgb(image, 10 * 7 + 3, 80 * 7 + 3)).isEqualTo(0x6b2200);
    int road = rgb(image, 20 * 7, 80 * 7);
    assertThat(road & 0xff).isBetween(0xb3, 0xf0).isEqualTo(road >> 16);
  }

  private static BufferedImage painted(Plane map, HeatScale scale, ExperimentResult result)
      throws IOException {
    MapPanel panel = new MapPanel(new ReportModel(result));
    try (FigureCanvas canvas = new FigureCanvas(panel.width(), panel.height())) {
      panel.paint(canvas, 0, 0, map, scale);
      String data = canvas.png().dataUri();
      byte[] bytes = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
      return ImageIO.read(new ByteArrayInputStream(bytes));
    }
  }

  private static ExperimentResult blank() {
    ExperimentResult made = MadeUp.striking();
    return PlainResults.of(
        made.metrics(),
        made.provenance(),
        Optional.empty(),
        Optional.of(Tensor.zeros(96, 96)),
        made.inputAttribution(),
        made.rankings(),
        made.prunedMaps(),
        made.figures());
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }
}
