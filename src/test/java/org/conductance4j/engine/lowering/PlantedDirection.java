package org.conductance4j.engine.lowering;

import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;

/** Breaks the order of the packages on purpose, so that a test can see the rule fail. */
final class PlantedDirection {

  private PlantedDirection() {}

  static Class<?> later() {
    return Dl4jLowering.class;
  }
}
