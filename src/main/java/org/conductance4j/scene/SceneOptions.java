package org.conductance4j.scene;

import org.conductance4j.config.InvalidInputException;

/**
 * Describes the scene to draw. The same seed and lights give the same street at every size.
 *
 * @param seed decides everything in the scene
 * @param size rows and columns of the picture, {@value #SMALLEST} to {@value #LARGEST}
 * @param lights number of traffic lights, 0 to {@value #MOST_LIGHTS}, or {@link #ANY_LIGHTS}
 */
public record SceneOptions(long seed, int size, int lights) {

  /** The seed decides the number of lights: none in about two of three scenes. */
  public static final int ANY_LIGHTS = -1;

  /** Default number of rows and columns. */
  public static final int DEFAULT_SIZE = 96;

  /** Fewest rows and columns at which lights can still be recognised. */
  public static final int SMALLEST = 32;

  /** Most rows and columns. */
  public static final int LARGEST = 2048;

  /** Most lights in one scene. */
  public static final int MOST_LIGHTS = 3;

  /** Checks the ranges. */
  public SceneOptions {
    if (size < SMALLEST || size > LARGEST) {
      throw InvalidInputException.of(
          "size", "needs " + SMALLEST + " to " + LARGEST + " pixels", size, "choose a size within");
    }
    if (lights < ANY_LIGHTS || lights > MOST_LIGHTS) {
      throw InvalidInputException.of(
          "lights",
          "needs 0 to " + MOST_LIGHTS + " traffic lights",
          lights,
          "choose a number within");
    }
  }

  /**
   * {@return a scene of default size whose number of lights the seed decides}
   *
   * @param seed decides everything in the scene
   */
  public static SceneOptions of(long seed) {
    return new SceneOptions(seed, DEFAULT_SIZE, ANY_LIGHTS);
  }

  /**
   * {@return the same scene at another size}
   *
   * @param newSize rows and columns of the picture
   */
  public SceneOptions withSize(int newSize) {
    return new SceneOptions(seed, newSize, lights);
  }
}
