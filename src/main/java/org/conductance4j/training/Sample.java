package org.conductance4j.training;

/** A picture for a batch, with the probabilities that the network should give. */
final class Sample {

  private final float[] picture;
  private final float[] target;

  Sample(float[] picture, float[] target) {
    this.picture = picture;
    this.target = target;
  }

  /** A picture of one class. */
  static Sample of(float[] picture, int label, int classes) {
    float[] target = new float[classes];
    target[label] = 1;
    return new Sample(picture, target);
  }

  /** (channel, row, column), not a copy. */
  float[] picture() {
    return picture;
  }

  /** One number for each class, not a copy. */
  float[] target() {
    return target;
  }
}
