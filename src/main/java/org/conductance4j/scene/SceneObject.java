package org.conductance4j.scene;

/**
 * An object of a scene that counts for its label.
 *
 * @param kind car, street sign or traffic light
 * @param box the pixels that it covers: of a sign its plate, of a light its housing, without poles
 */
public record SceneObject(SceneClass kind, PixelBox box) {

  /** Checks that the kind is one of an object. */
  public SceneObject {
    if (kind == SceneClass.STREET) {
      throw new IllegalArgumentException("scene object: kind needs to be an object, got STREET");
    }
  }
}
