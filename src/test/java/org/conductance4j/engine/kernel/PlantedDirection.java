package org.conductance4j.engine.kernel;

import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Breaks the order of the packages on purpose, so that a test can see the rule fail. */
final class PlantedDirection {

  private PlantedDirection() {}

  static Class<?> later() {
    return Program.class;
  }

  static Class<?> source() {
    return ComputationGraph.class;
  }
}
