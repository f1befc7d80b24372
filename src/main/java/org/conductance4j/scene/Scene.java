package org.conductance4j.scene;

import java.util.List;
import org.conductance4j.array.Tensor;

/** A drawn street scene with its picture, label and objects. Immutable. */
public final class Scene {

  private final int size;
  private final byte[] rgb;
  private final List<SceneObject> objects;

  /**
   * Creates a scene.
   *
   * @param size rows and columns
   * @param rgb red, green, blue of each pixel, row by row; not modified
   * @param objects what the scene holds; not modified
   */
  public Scene(int size, byte[] rgb, List<SceneObject> objects) {
    if (rgb.length != 3 * size * size) {
      throw new IllegalArgumentException(
          "scene: needs " + 3 * size * size + " bytes, got " + rgb.length);
    }
    this.size = size;
    this.rgb = rgb.clone();
    this.objects = List.copyOf(objects);
  }

  /** {@return the number of rows, which is also the number of columns} */
  public int size() {
    return size;
  }

  /** {@return the class that {@link SceneClass#of} gives its objects} */
  public SceneClass label() {
    return SceneClass.of(objects);
  }

  /** {@return all traffic lights, then signs, then cars} */
  public List<SceneObject> objects() {
    return objects;
  }

  /** {@return the boxes of the traffic lights, in the order of {@link #objects}} */
  public List<PixelBox> lights() {
    return objects.stream()
        .filter(object -> object.kind() == SceneClass.TRAFFIC_LIGHT)
        .map(SceneObject::box)
        .toList();
  }

  /** {@return a copy of the pixels: red, green, blue of each, row by row} */
  public byte[] rgb() {
    return rgb.clone();
  }

  /**
   * {@return the picture as a network's input before normalisation: (3, row, column), values in [0,
   * 1]}
   */
  public Tensor picture() {
    int area = size * size;
    double[] values = new double[3 * area];
    for (int i = 0; i < area; i++) {
      for (int c = 0; c < 3; c++) {
        values[c * area + i] = (rgb[3 * i + c] & 0xff) / 255.0;
      }
    }
    return Tensor.of(new int[] {3, size, size}, values);
  }
}
