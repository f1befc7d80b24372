package org.conductance4j.model;

import java.util.Map;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.LoadedNetwork.Format;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Takes networks that a program has made or trained itself. */
public final class NetworkInMemory {

  private static final String PLACE = "network";

  private NetworkInMemory() {}

  /**
   * Takes a graph.
   *
   * @param graph used for inference, not modified
   * @return the network, without a fingerprint
   * @throws InvalidInputException if it is not initialised or has NaN or infinite weights
   */
  public static LoadedNetwork of(ComputationGraph graph) {
    require(graph.getVertices() != null);
    return of(graph, Format.DL4J_GRAPH, Map.of());
  }

  /**
   * Takes a sequential network. A layer without a name is called by its place, such as {@code
   * layer0}.
   *
   * @param network its weights are copied
   * @return the network, without a fingerprint
   * @throws InvalidInputException if it is not initialised or has NaN or infinite weights
   */
  public static LoadedNetwork of(MultiLayerNetwork network) {
    require(network.getLayers() != null);
    LayerStack stack = LayerStack.of(network.getLayerWiseConfigurations());
    ComputationGraph graph = stack.graph(network.params().dup());
    return of(graph, Format.DL4J_MULTI_LAYER, stack.aliases());
  }

  private static LoadedNetwork of(
      ComputationGraph graph, Format format, Map<String, String> aliases) {
    return new LoadedNetwork(
        FiniteWeights.require(PLACE, graph),
        format,
        "",
        aliases,
        Optional.empty(),
        Optional.empty());
  }

  private static void require(boolean initialised) {
    if (!initialised) {
      throw InvalidInputException.of(
          PLACE, "must be initialised", "one without weights", "call init() or train it first");
    }
  }
}
