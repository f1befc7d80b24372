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
 * A sequential network as a graph. Each layer keeps its own name, or is called {@code layer0},
 * {@code layer1}, … where it has none of its own.
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
   * The graph of a sequential network.
   *
   * @param network initialised; not modified
   * @return a graph with the same layers, which shares no weights with it
   */
  public static ComputationGraph toGraph(MultiLayerNetwork network) {
    return of(network.getLayerWiseConfigurations()).graph(network.params().dup());
  }

  /** The graph, with given parameters in the network's order or without any. */
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
   * The layer in a frozen one, which in inference is the same.
   *
   * @param layer frozen or not
   * @return the layer itself
   */
  public static Layer unfrozen(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unfrozen(frozen.getLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen
        ? unfrozen(frozen.getUnderlying())
        : layer;
  }

  /** Other names: each layer's index, where no layer is called so. */
  Map<String, String> aliases() {
    Map<String, String> aliases = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      aliases.put(String.valueOf(i), names.get(i));
    }
    aliases.keySet().removeAll(names);
    return aliases;
  }

  /** Each layer's own name, of several alike the first's; the others are called by their place. */
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
