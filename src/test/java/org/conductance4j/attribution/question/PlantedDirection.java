package org.conductance4j.attribution.question;

import org.conductance4j.attribution.method.Methods;

/** Breaks the order of the packages on purpose, so that a test can see the rule fail. */
final class PlantedDirection {

  private PlantedDirection() {}

  static Class<?> later() {
    return Methods.class;
  }
}
