package org.conductance4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Converts a sequential network into a graph. Each layer keeps its own name. Layers without a name
 * are called {@code layer0}, {@code layer1}, … by their position.
 */
public final class LayerStack {

  private final MultiLayerConfiguration configuration;
  private final List<String> names;

  private LayerStack(MultiLayerConfiguration configuration) {
    this.configuration = configuration;
    this.names = names(configuration.getConfs());
  }

  static LayerStack of(MultiLayerConfiguration configuration) {
    return new LayerStack(configuration.clone());
  }

  /**
   * Converts a sequential network.
   *
   * @param network initialised; not modified
   * @return a graph with the same layers, which shares no weights with the network
   */
  public static ComputationGraph toGraph(MultiLayerNetwork network) {
    return of(network.getLayerWiseConfigurations()).graph(network.params().dup());
  }

  /** The graph, with parameters in the network's order or without any. */
  ComputationGraph graph(@Nullable INDArray parameters) {
    ComputationGraphConfiguration.GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(configuration.getDataType())
            .graphBuilder()
            .addInputs(Blueprint.INPUT);
    String last = Blueprint.INPUT;
    for (int i = 0; i < names.size(); i++) {
      InputPreProcessor before = configuration.getInputPreProcess(i);
      builder.addLayer(names.get(i), configuration.getConf(i).getLayer(), before, last);
      last = names.get(i);
    }
    ComputationGraphConfiguration graph = builder.setOutputs(last).build();
    if (parameters != null) {
      graph.setDataType(parameters.dataType());
    }
    ComputationGraph network = new ComputationGraph(graph);
    network.init(parameters, false);
    return network;
  }

  /**
   * {@return the layer inside a frozen one, which is the same in inference}
   *
   * @param layer frozen or not
   */
  public static Layer unfrozen(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unfrozen(frozen.getLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen
        ? unfrozen(frozen.getUnderlying())
        : layer;
  }

  /** Other names of the layers: each layer's index, unless another layer has that name. */
  Map<String, String> aliases() {
    Map<String, String> aliases = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      aliases.put(String.valueOf(i), names.get(i));
    }
    aliases.keySet().removeAll(names);
    return aliases;
  }

  /** Each layer's own name. If several have the same name, only the first keeps it. */
  private static List<String> names(List<NeuralNetConfiguration> stack) {
    Set<String> taken = new HashSet<>(Set.of(Blueprint.INPUT));
    List<String> names = new ArrayList<>();
    for (NeuralNetConfiguration layer : stack) {
      String own = layer.getLayer().getLayerName();
      names.add(own != null && taken.add(own) ? own : "");
    }
    for (int i = 0; i < names.size(); i++) {
      StringBuilder name = new StringBuilder(names.get(i));
      if (name.isEmpty()) {
        name.append("layer").append(i);
        while (!taken.add(name.toString())) {
          name.append('b');
        }
      }
      names.set(i, name.toString());
    }
    return List.copyOf(names);
  }
}
