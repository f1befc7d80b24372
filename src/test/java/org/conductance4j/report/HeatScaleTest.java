package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.junit.jupiter.api.Test;

class HeatScaleTest {

  @Test
  void zero_isWhite() {
    assertThat(new HeatScale(2).colour(0)).isEqualTo(0xffffff);
  }

  @Test
  void endsAndBeyond_areTheEndColours() {
    HeatScale scale = new HeatScale(2);

    assertThat(scale.colour(2)).isEqualTo(0x6b2200).isEqualTo(scale.colour(50));
    assertThat(scale.colour(-2)).isEqualTo(0x123a75).isEqualTo(scale.colour(-50));
    assertThat(scale.colour(1)).isEqualTo(0xee7b1c);
    assertThat(scale.colour(-1)).isEqualTo(0x55a3dc);
  }

  @Test
  void depth_darkensSteadilyAndAlikeOnBothSides() {
    HeatScale scale = new HeatScale(1);
    double last = 256;
    for (int i = 0; i <= 20; i++) {
      double positive = luminance(scale.colour(i / 20.0));
      double negative = luminance(scale.colour(-i / 20.0));
      assertThat(positive).isLessThan(last);
      assertThat(Math.abs(positive - negative)).as("at %d/20", i).isLessThan(2);
      last = positive;
    }
  }

  @Test
  void ofPlanes_endsWhere995PerMilleLie() {
    double[] values = new double[1000];
    for (int i = 0; i < 1000; i++) {
      values[i] = i % 2 == 0 ? i + 1 : -(i + 1);
    }
    Plane plane = Plane.of(Tensor.of(new int[] {10, 100}, values));

    assertThat(HeatScale.of(List.of(plane)).limit()).isEqualTo(995);
    assertThat(HeatScale.of(List.of(plane, plane)).limit()).isEqualTo(995);
  }

  @Test
  void ofPlanes_almostAllZero_endsAtTheLargest() {
    Plane plane = Plane.zeros(100, 100);
    plane.set(3, 4, -7);

    assertThat(HeatScale.of(List.of(plane)).limit()).isEqualTo(7);
    assertThat(HeatScale.of(List.of(Plane.zeros(2, 2))).limit()).isEqualTo(1);
  }

  private static double luminance(int rgb) {
    return 0.299 * ((rgb >> 16) & 0xff) + 0.587 * ((rgb >> 8) & 0xff) + 0.114 * (rgb & 0xff);
  }
}
