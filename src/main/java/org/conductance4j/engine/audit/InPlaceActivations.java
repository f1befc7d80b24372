package org.conductance4j.engine.audit;

import java.util.Optional;
import org.conductance4j.engine.lowering.dl4j.LayerRules;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.jspecify.annotations.Nullable;

/**
 * Finds activation layers that read one of the network's outputs. In inference DL4J writes into
 * what such a layer reads, so that this output has activated values; in training it does not.
 */
final class InPlaceActivations {

  private InPlaceActivations() {}

  /** What to do about the first one; empty where there is none. */
  static Optional<String> first(ComputationGraphConfiguration configuration) {
    return configuration.getVertexInputs().entrySet().stream()
        .filter(entry -> isActivation(configuration.getVertices().get(entry.getKey())))
        .filter(entry -> configuration.getNetworkOutputs().contains(entry.getValue().get(0)))
        .map(
            entry ->
                "in inference DL4J writes the activation '"
                    + entry.getKey()
                    + "' into '"
                    + entry.getValue().get(0)
                    + "', which is an output: put a ScaleVertex of 1 between them")
        .findFirst();
  }

  private static boolean isActivation(@Nullable GraphVertex vertex) {
    return vertex instanceof LayerVertex layer
        && LayerRules.unfrozen(layer.getLayerConf().getLayer()) instanceof ActivationLayer;
  }
}
