package org.conductance4j.scene;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The classes of street scenes, in the order of a network's outputs.
 *
 * <p>A scene with at least one light is a {@link #TRAFFIC_LIGHT} scene. Otherwise, with at least
 * one sign it is a {@link #STREET_SIGN} scene, and with at least one car a {@link #CAR} scene. All
 * others are a {@link #STREET}. Lamp posts, trees, bins and lit windows do not matter.
 */
public enum SceneClass {
  /** No car, no sign, no light. */
  STREET(0),
  /** At least one car, no sign, no light. */
  CAR(1),
  /** At least one light, and any other objects. */
  TRAFFIC_LIGHT(2),
  /** At least one sign, no light. */
  STREET_SIGN(3);

  private static final List<SceneClass> PRECEDENCE =
      List.of(TRAFFIC_LIGHT, STREET_SIGN, CAR, STREET);

  private final int index;

  SceneClass(int index) {
    this.index = index;
  }

  /** {@return the index of the network's output for this class, from 0} */
  public int index() {
    return index;
  }

  /** {@return the name of the class in lower case, as in a labels file} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@return the names of all classes in the order of the outputs} */
  public static List<String> labels() {
    return Arrays.stream(values()).map(SceneClass::label).toList();
  }

  /**
   * {@return the class of a scene with these objects: the first of light, sign and car that is
   * among them, or else street}
   *
   * @param objects the objects; not modified
   */
  public static SceneClass of(Collection<SceneObject> objects) {
    return PRECEDENCE.stream()
        .filter(c -> objects.stream().anyMatch(object -> object.kind() == c))
        .findFirst()
        .orElse(STREET);
  }
}
