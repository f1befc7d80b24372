package org.conductance4j.scene;

/**
 * An object that decides the label of a scene.
 *
 * @param kind car, street sign or traffic light
 * @param box the pixels that it covers, without its pole: the plate of a sign, the housing of a
 *     light
 */
public record SceneObject(SceneClass kind, PixelBox box) {

  /** Checks that the kind is that of an object. */
  public SceneObject {
    if (kind == SceneClass.STREET) {
      throw new IllegalArgumentException("scene object: kind needs to be an object, got STREET");
    }
  }
}
