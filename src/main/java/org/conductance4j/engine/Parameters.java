package org.conductance4j.engine;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Access to a layer's parameters by DL4J's keys. */
final class Parameters {

  private Parameters() {}

  static INDArray required(Emitter emitter, Map<String, INDArray> parameters, String key) {
    return emitter.copy(Objects.requireNonNull(parameters.get(key), key));
  }

  /** The bias as a vector, or null where the layer has none. */
  static @Nullable INDArray bias(Emitter emitter, Map<String, INDArray> parameters) {
    INDArray bias = parameters.get("b");
    return bias == null ? null : emitter.vector(bias);
  }
}
