package org.conductance4j.training;

import org.conductance4j.scene.SceneClass;

/** One picture for a network, (channel, row, column) in [0, 1], and what it shows. */
final class Example {

  private final float[] picture;
  private final SceneClass label;

  Example(float[] picture, SceneClass label) {
    this.picture = picture;
    this.label = label;
  }

  /** The picture itself, not a copy: it is on its way into one batch. */
  float[] picture() {
    return picture;
  }

  SceneClass label() {
    return label;
  }
}
