package org.conductance4j.engine.lowering.dl4j;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer's trained parameters by DL4J's keys, which are not modified.
 *
 * @param builder copies what is asked for into the program's precision
 */
record Parameters(ProgramBuilder builder, Map<String, INDArray> all) {

  /** The parameter itself. */
  INDArray own(String key) {
    return Objects.requireNonNull(all.get(key), key);
  }

  INDArray copy(String key) {
    return builder.copy(own(key));
  }

  INDArray vector(String key) {
    return builder.vector(own(key));
  }

  /** The bias as a vector, or null where the layer has none. */
  @Nullable INDArray bias() {
    return all.containsKey("b") ? vector("b") : null;
  }

  /** The parameters whose keys start with a letter, without it. */
  Parameters of(String letter) {
    Map<String, INDArray> own = new HashMap<>();
    all.forEach(
        (key, parameter) -> {
          if (key.startsWith(letter)) {
            own.put(key.substring(1), parameter);
          }
        });
    return new Parameters(builder, own);
  }
}
