package org.conductance4j.scene;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a street scene is about. The constants stand in the order of a network's outputs.
 *
 * <p>A scene is a {@link #TRAFFIC_LIGHT} scene as soon as it holds one light; else a {@link
 * #STREET_SIGN} scene as soon as it holds one sign; else a {@link #CAR} scene as soon as it holds
 * one car; else it is a {@link #STREET}. Lamp posts, trees, bins and lit windows never matter.
 */
public enum SceneClass {
  /** A street without any of the objects below. */
  STREET(0),
  /** At least one car, no sign, no light. */
  CAR(1),
  /** At least one light, whatever else there is. */
  TRAFFIC_LIGHT(2),
  /** At least one sign, no light. */
  STREET_SIGN(3);

  private static final List<SceneClass> PRECEDENCE =
      List.of(TRAFFIC_LIGHT, STREET_SIGN, CAR, STREET);

  private final int index;

  SceneClass(int index) {
    this.index = index;
  }

  /**
   * The network's output that stands for this class.
   *
   * @return its number, from 0
   */
  public int index() {
    return index;
  }

  /**
   * Name of the class as labels files hold it.
   *
   * @return the name in lower case, words parted by spaces
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * Names of all classes in the order of a network's outputs.
   *
   * @return the names
   */
  public static List<String> labels() {
    return Arrays.stream(values()).map(SceneClass::label).toList();
  }

  /**
   * The class of a scene that holds these objects: the first of light, sign, car that is among
   * them, else street.
   *
   * @param objects the objects; not modified
   * @return the class
   */
  public static SceneClass of(Collection<SceneObject> objects) {
    return PRECEDENCE.stream()
        .filter(c -> objects.stream().anyMatch(object -> object.kind() == c))
        .findFirst()
        .orElse(STREET);
  }
}
