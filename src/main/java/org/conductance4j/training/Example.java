package org.conductance4j.training;

import org.conductance4j.scene.SceneClass;

/** A picture for a network, (channel, row, column) in [0, 1], and its class. */
final class Example {

  private final float[] picture;
  private final SceneClass label;

  Example(float[] picture, SceneClass label) {
    this.picture = picture;
    this.label = label;
  }

  /** The picture itself, not a copy, as it is used for one batch only. */
  float[] picture() {
    return picture;
  }

  SceneClass label() {
    return label;
  }
}
