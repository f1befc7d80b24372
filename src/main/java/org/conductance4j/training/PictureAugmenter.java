package org.conductance4j.training;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;

/**
 * Changes labelled pictures for training. Darker pictures keep their class, flat pictures belong to
 * every class equally, and parts are erased so that each of the others counts.
 */
final class PictureAugmenter {

  private static final double BLACK = 0.4;
  private static final double LEAST_SIDE = 0.2;
  private static final double MOST_SIDE = 0.6;

  private final PictureAugmentationOptions options;
  private final int[] shape;
  private final int classes;
  private final SplittableRandom random;

  PictureAugmenter(
      PictureAugmentationOptions options, int[] shape, int classes, SplittableRandom random) {
    this.options = options;
    this.shape = shape;
    this.classes = classes;
    this.random = random;
  }

  /**
   * Changes one picture.
   *
   * @param picture (channel, row, column), not modified
   * @param label its class
   */
  Sample change(float[] picture, int label) {
    if (random.nextDouble() < options.flatPictures()) {
      float[] flat = new float[Tensor.length(shape)];
      Arrays.fill(flat, level());
      float[] alike = new float[classes];
      Arrays.fill(alike, 1f / classes);
      return new Sample(flat, alike);
    }
    float[] changed = picture.clone();
    if (random.nextDouble() < options.erased()) {
      erase(changed);
    }
    double darkness = random.nextDouble();
    float factor = (float) Math.exp(darkness * darkness * Math.log(options.darkest()));
    for (int i = 0; i < changed.length; i++) {
      changed[i] *= factor;
    }
    return Sample.of(changed, label, classes);
  }

  private void erase(float[] picture) {
    int rows = side(shape[1]);
    int columns = side(shape[2]);
    int top = random.nextInt(shape[1] - rows + 1);
    int left = random.nextInt(shape[2] - columns + 1);
    float level = level();
    for (int channel = 0; channel < shape[0]; channel++) {
      for (int row = top; row < top + rows; row++) {
        int start = (channel * shape[1] + row) * shape[2] + left;
        Arrays.fill(picture, start, start + columns, level);
      }
    }
  }

  private int side(int extent) {
    double share = LEAST_SIDE + (MOST_SIDE - LEAST_SIDE) * random.nextDouble();
    return Math.max(1, (int) (share * extent));
  }

  private float level() {
    return random.nextDouble() < BLACK ? 0 : (float) random.nextDouble();
  }
}
