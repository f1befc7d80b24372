package org.conductance4j.config;

import org.conductance4j.array.Tensor;
import org.conductance4j.engine.kernel.Value;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Breaks every rule of {@code ArchitectureTest}, which must notice it. */
final class PlantedViolation {

  /** Uses a later package, ND4J, the standard streams and the exit code. */
  void breakRules(Tensor later, INDArray foreign, Value kernel) {
    System.out.println(later);
    System.err.println(foreign);
    System.out.println(kernel);
    System.exit(1);
  }

  /** Has a name that says nothing. */
  static final class NothingUtil {}
}
