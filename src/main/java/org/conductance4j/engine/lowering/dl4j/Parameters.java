package org.conductance4j.engine.lowering.dl4j;

import java.util.Map;
import java.util.Objects;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Access to a layer's parameters by DL4J's keys. */
final class Parameters {

  private Parameters() {}

  static INDArray required(ProgramBuilder builder, Map<String, INDArray> parameters, String key) {
    return builder.copy(Objects.requireNonNull(parameters.get(key), key));
  }

  /** The bias as a vector, or null where the layer has none. */
  static @Nullable INDArray bias(ProgramBuilder builder, Map<String, INDArray> parameters) {
    INDArray bias = parameters.get("b");
    return bias == null ? null : builder.vector(bias);
  }
}
