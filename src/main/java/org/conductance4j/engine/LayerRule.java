package org.conductance4j.engine;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How one class of DL4J layer is lowered. */
@FunctionalInterface
interface LayerRule<L extends Layer> {

  /**
   * Emits the operations of a layer.
   *
   * @param layer the layer's configuration
   * @param parameters its trained parameters by DL4J's keys; not modified
   * @param in the value that the layer reads
   * @return the layer's activation
   */
  Value lower(Emitter emitter, L layer, Map<String, INDArray> parameters, Value in);
}
