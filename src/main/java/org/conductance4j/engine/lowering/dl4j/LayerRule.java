package org.conductance4j.engine.lowering.dl4j;

import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.Layer;

/** How one class of DL4J layer is lowered. */
@FunctionalInterface
interface LayerRule<L extends Layer> {

  /**
   * Emits the operations of a layer.
   *
   * @param layer the layer's configuration
   * @param parameters its trained parameters
   * @param in the value that the layer reads
   * @return the layer's activation
   */
  Value lower(ProgramBuilder builder, L layer, Parameters parameters, Value in);
}
