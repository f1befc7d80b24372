package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Converts a graph whose layers form one chain into a sequential network. */
final class LayerChain {

  private LayerChain() {}

  /** Whether the layers of a graph form one chain. */
  static boolean is(ComputationGraphConfiguration configuration) {
    return configuration.getNetworkInputs().size() == 1
        && configuration.getNetworkOutputs().size() == 1
        && configuration.getVertices().values().stream().allMatch(LayerVertex.class::isInstance)
        && names(configuration).size() == configuration.getVertices().size();
  }

  /** The layers from the input on, until one has not exactly one reader. */
  private static List<String> names(ComputationGraphConfiguration configuration) {
    List<String> names = new ArrayList<>();
    String last = configuration.getNetworkInputs().get(0);
    while (true) {
      String from = last;
      List<String> readers =
          configuration.getVertexInputs().entrySet().stream()
              .filter(entry -> entry.getValue().equals(List.of(from)))
              .map(Map.Entry::getKey)
              .toList();
      if (readers.size() != 1) {
        return names;
      }
      last = readers.get(0);
      names.add(last);
    }
  }

  /** The sequential network with the same layers and parameters. */
  static MultiLayerNetwork of(ComputationGraph graph) {
    ComputationGraphConfiguration configuration =
        ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
    List<String> names = names(configuration);
    List<NeuralNetConfiguration> layers = new ArrayList<>();
    Map<Integer, InputPreProcessor> before = new HashMap<>();
    for (String name : names) {
      LayerVertex vertex =
          (LayerVertex) Objects.requireNonNull(configuration.getVertices().get(name), name);
      if (vertex.getPreProcessor() != null) {
        before.put(layers.size(), vertex.getPreProcessor());
      }
      layers.add(vertex.getLayerConf());
    }
    MultiLayerConfiguration stacked =
        new MultiLayerConfiguration.Builder()
            .confs(layers)
            .inputPreProcessors(before)
            .dataType(graph.getConfiguration().getDataType())
            .validateOutputLayerConfig(false)
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(stacked);
    network.init();
    for (int i = 0; i < names.size(); i++) {
      for (Map.Entry<String, INDArray> entry :
          graph.getLayer(names.get(i)).paramTable().entrySet()) {
        network.getLayer(i).getParam(entry.getKey()).assign(entry.getValue());
      }
    }
    return network;
  }
}
