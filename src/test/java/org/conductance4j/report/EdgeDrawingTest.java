package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.conductance4j.array.Tensor;
import org.junit.jupiter.api.Test;

class EdgeDrawingTest {

  @Test
  void flatPicture_isBlankPaper() {
    double[] grey = new double[3 * 20 * 20];
    Arrays.fill(grey, 0.4);

    Plane drawing = EdgeDrawing.of(Tensor.of(new int[] {3, 20, 20}, grey), 3);

    assertThat(drawing.magnitudes()).containsOnly(1.0);
  }

  @Test
  void twoHalves_oneThinLineBetween() {
    Plane drawing = EdgeDrawing.of(halves(1), 3);

    assertThat(drawing.rows()).isEqualTo(60);
    for (int r = 5; r < 55; r++) {
      int inked = 0;
      for (int c = 0; c < 60; c++) {
        if (drawing.at(r, c) < 1) {
          inked++;
          assertThat(c).isBetween(28, 31);
        }
      }
      assertThat(inked).as("row %d", r).isBetween(1, 2);
    }
  }

  @Test
  void edgeInOneColourOnly_isDrawn() {
    double[] values = halves(1).toArray();
    Arrays.fill(values, 400, 1200, 0.5);

    Plane drawing = EdgeDrawing.of(Tensor.of(new int[] {3, 20, 20}, values), 3);

    assertThat(drawing.magnitudes()).contains(1.0);
    assertThat(Arrays.stream(drawing.magnitudes()).filter(v -> v < 1).count()).isGreaterThan(50);
  }

  @Test
  void faintEdge_isLeftOut() {
    Plane drawing = EdgeDrawing.of(halves(0.04), 3);

    assertThat(drawing.magnitudes()).containsOnly(1.0);
  }

  /** Black on the left and as bright as given on the right. */
  private static Tensor halves(double bright) {
    double[] values = new double[3 * 20 * 20];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 20 < 10 ? 0 : bright;
    }
    return Tensor.of(new int[] {3, 20, 20}, values);
  }
}
