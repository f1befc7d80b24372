package org.conductance4j.experiment.config;

import org.conductance4j.experiment.study.Run;

/** Breaks the order of the packages on purpose, so that a test can see the rule fail. */
final class PlantedDirection {

  private PlantedDirection() {}

  static Class<?> later() {
    return Run.class;
  }
}
