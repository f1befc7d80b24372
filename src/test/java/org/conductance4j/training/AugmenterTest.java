package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;
import org.conductance4j.scene.SceneClass;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmenterTest {

  private static final Scene TWO_LIGHTS =
      SceneGenerator.generate(new SceneOptions(4, SceneOptions.DEFAULT_SIZE, 2));

  @Test
  void nothingAskedFor_pictureAndLabelStay() {
    Example example = augmenter(1, 0, 0, 0).change(TWO_LIGHTS);
    assertThat(example.label()).isEqualTo(SceneClass.TRAFFIC_LIGHT);
    assertThat(example.picture()).isEqualTo(TrainingPicture.of(TWO_LIGHTS).values());
  }

  @Test
  void flatPicture_oneColour_street() {
    Example example = augmenter(1, 0, 0, 1).change(TWO_LIGHTS);
    assertThat(example.label()).isEqualTo(SceneClass.STREET);
    for (int i = 0; i < 3 * 96 * 96; i++) {
      assertThat(example.picture()[i]).isEqualTo(example.picture()[i / (96 * 96) * 96 * 96]);
    }
  }

  @Test
  void brightness_liesBetweenDarkestAndOne_mostlyNearOne() {
    Augmenter augmenter = augmenter(0.1, 0, 0, 0);
    List<Double> factors = new ArrayList<>();
    double before = sum(TrainingPicture.of(TWO_LIGHTS).values());
    for (int i = 0; i < 200; i++) {
      factors.add(sum(augmenter.change(TWO_LIGHTS).picture()) / before);
    }
    assertThat(factors).allMatch(factor -> factor > 0.0999 && factor < 1.0001);
    // Half of the factors, 0.1 to the power of u², lie below 0.1 to the power of a quarter.
    long dark = factors.stream().filter(factor -> factor < Math.pow(0.1, 0.25)).count();
    assertThat(dark).isBetween(70L, 130L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void flatBackground_keepsWholeBoxesOnly_labelledByThem(long seed) {
    Scene scene = SceneGenerator.generate(new SceneOptions(seed, SceneOptions.DEFAULT_SIZE, 2));
    Augmenter augmenter = augmenter(1, 1, 0, 0);
    for (int i = 0; i < 20; i++) {
      Example example = augmenter.change(scene);
      boolean lightKept = scene.lights().stream().anyMatch(box -> same(example, scene, box));
      assertThat(example.label() == SceneClass.TRAFFIC_LIGHT).isEqualTo(lightKept);
      assertThat(example.label()).isNotEqualTo(SceneClass.STREET);
    }
  }

  @Test
  void covered_lightsLeft_decideTheLabel() {
    Augmenter augmenter = augmenter(1, 0, 1, 0);
    int without = 0;
    for (int i = 0; i < 40; i++) {
      Example example = augmenter.change(TWO_LIGHTS);
      boolean left = TWO_LIGHTS.lights().stream().anyMatch(box -> same(example, TWO_LIGHTS, box));
      assertThat(example.label() == SceneClass.TRAFFIC_LIGHT).isEqualTo(left);
      without += left ? 0 : 1;
    }
    assertThat(without).isBetween(1, 39);
  }

  private static Augmenter augmenter(double darkest, double flat, double covered, double pictures) {
    return new Augmenter(
        new AugmentationOptions(darkest, flat, covered, pictures), new SplittableRandom(5));
  }

  private static boolean same(Example example, Scene scene, PixelBox box) {
    float[] before = TrainingPicture.of(scene).values();
    for (int c = 0; c < 3; c++) {
      for (int row = box.row0(); row < box.row1(); row++) {
        for (int column = box.column0(); column < box.column1(); column++) {
          int at = (c * 96 + row) * 96 + column;
          if (before[at] != example.picture()[at]) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
