package org.conductance4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PictureAugmenterTest {

  private static final int[] SHAPE = {1, 10, 10};

  private static Sample changed(double darkest, double erased, double flat) {
    float[] picture = new float[100];
    Arrays.fill(picture, 0.5f);
    picture[0] = 0.25f;
    PictureAugmenter augmenter =
        new PictureAugmenter(
            new PictureAugmentationOptions(darkest, erased, flat),
            SHAPE,
            4,
            new SplittableRandom(3));
    Sample sample = augmenter.change(picture, 2);
    assertThat(picture[50]).isEqualTo(0.5f);
    return sample;
  }

  @Test
  void nothingAskedFor_pictureStays() {
    Sample sample = changed(1, 0, 0);
    assertThat(sample.picture()[0]).isEqualTo(0.25f);
    assertThat(sample.target()).containsExactly(0, 0, 1, 0);
  }

  @Test
  void flatPicture_belongsToAllClassesAlike() {
    Sample sample = changed(1, 0, 1);
    assertThat(sample.target()).containsExactly(0.25f, 0.25f, 0.25f, 0.25f);
    for (float value : sample.picture()) {
      assertThat(value).isEqualTo(sample.picture()[0]);
    }
  }

  @Test
  void darker_everyPixelByTheSameFactor_classKept() {
    Sample sample = changed(0.1, 0, 0);
    assertThat(sample.picture()[0] / sample.picture()[50]).isEqualTo(0.5f);
    assertThat(sample.picture()[50]).isBetween(0.05f, 0.5f);
    assertThat(sample.target()[2]).isEqualTo(1);
  }

  @Test
  void erased_aRectangleOfOneLevel() {
    Sample sample = changed(1, 1, 0);
    int other = 0;
    for (int i = 1; i < 100; i++) {
      other += sample.picture()[i] != 0.5f ? 1 : 0;
    }
    assertThat(other).isBetween(3, 36);
    assertThat(sample.target()[2]).isEqualTo(1);
  }
}
