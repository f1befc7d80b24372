package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.conductance4j.report.Plot.Line;
import org.conductance4j.report.Plot.Point;
import org.conductance4j.report.Plot.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotTest {

  private static final List<Double> FRACTIONS = List.of(0.0, 0.01, 0.5);

  @ParameterizedTest
  @CsvSource({"0,1,0.2", "0,1.04,0.2", "-1.6,2.6,1", "0,40,10", "-0.003,0.001,0.001"})
  void range_step_isRound(double low, double high, double step) {
    assertThat(new Range(low, high).step()).isEqualTo(step);
  }

  @Test
  void lines_range_holdsThemAndZero() {
    Range range = Range.of(List.of(line(Color.RED, false, 0.4, 0.5, 0.6)));

    assertThat(range.low()).isZero();
    assertThat(range.high()).isBetween(0.6, 0.66);
  }

  @Test
  void line_paint_passesThroughItsPoints() throws IOException {
    BufferedImage image = painted(line(new Color(0x0072b2), false, 1, 1, 1));

    // The panel is 690 x 640 with margins 92, 40 (sides), 62 (top), 86 (bottom); range 0 to 2.
    int middle = 62 + (640 - 62 - 86) / 2;
    assertThat(rgb(image, 92, middle)).isEqualTo(0x0072b2);
    assertThat(rgb(image, 690 - 40, middle)).isEqualTo(0x0072b2);
    assertThat(rgb(image, 400, middle)).isEqualTo(0x0072b2);
    assertThat(rgb(image, 400, middle - 30)).isEqualTo(0xffffff);
  }

  @Test
  void dashedLine_paint_hasGaps() throws IOException {
    BufferedImage image = painted(line(new Color(0x0072b2), true, 1, 1, 1));

    int middle = 62 + (640 - 62 - 86) / 2;
    int inked = 0;
    for (int x = 300; x < 500; x++) {
      inked += rgb(image, x, middle) == 0x0072b2 ? 1 : 0;
    }
    assertThat(inked).isBetween(60, 150);
  }

  @Test
  void spread_paint_isABandFromLowToHigh() throws IOException {
    BufferedImage image = painted(line(new Color(0x7d868f), false, 0.6, 1, 1.4));

    int band = Palette.RANDOM_BAND.getRGB() & 0xffffff;
    double height = 640 - 62 - 86;
    assertThat(rgb(image, 400, (int) (62 + height * (2 - 1.3) / 2))).isEqualTo(band);
    assertThat(rgb(image, 400, (int) (62 + height * (2 - 0.7) / 2))).isEqualTo(band);
    assertThat(rgb(image, 400, (int) (62 + height * (2 - 1.5) / 2))).isNotEqualTo(band);
  }

  @Test
  void fractions_axis_smallOnesHaveRoom() throws IOException {
    Line line =
        new Line(
            "x",
            new Color(0x0072b2),
            false,
            List.of(new Point(0, 0, 0, 0), new Point(0.01, 1, 1, 1), new Point(0.5, 0, 0, 0)));
    BufferedImage image = painted(line);

    // ln(1 + 0.01 / 0.005) / ln(1 + 0.5 / 0.005) = 0.238 of 558 pixels.
    int middle = 62 + (640 - 62 - 86) / 2;
    assertThat(rgb(image, 92 + 133, middle)).isEqualTo(0x0072b2);
  }

  private static Line line(Color colour, boolean dashed, double low, double mean, double high) {
    return new Line(
        "x",
        colour,
        dashed,
        List.of(new Point(0, low, mean, high), new Point(0.5, low, mean, high)));
  }

  private static BufferedImage painted(Line line) throws IOException {
    try (FigureCanvas canvas = new FigureCanvas(690, 640)) {
      new Plot(0, 0, 690, 640, new Range(0, 2), FRACTIONS)
          .paint(canvas, "title", FRACTIONS, List.of(line));
      String data = canvas.png().dataUri();
      byte[] bytes = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
      return ImageIO.read(new ByteArrayInputStream(bytes));
    }
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }
}
