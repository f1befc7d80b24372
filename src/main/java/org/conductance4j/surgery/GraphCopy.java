package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An editable copy of a network: its vertices and their parameters. */
final class GraphCopy {

  private final ComputationGraphConfiguration configuration;
  private final Map<String, Map<String, INDArray>> parameters = new LinkedHashMap<>();
  private final List<String> order = new ArrayList<>();

  GraphCopy(ComputationGraph graph) {
    configuration = ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
    configuration.setDataType(graph.getConfiguration().getDataType());
    for (int index : graph.topologicalSortOrder()) {
      String name = graph.getVertices()[index].getVertexName();
      order.add(name);
      if (graph.getVertices()[index].hasLayer()) {
        Map<String, INDArray> table = new LinkedHashMap<>();
        Map<String, INDArray> given = graph.getLayer(name).paramTable();
        if (given != null) {
          given.forEach((key, value) -> table.put(key, copied(layer(name), key, value)));
        }
        parameters.put(name, table);
      }
    }
  }

  /**
   * Copies a parameter. DL4J declares the weights of a one-dimensional convolution as (out, in,
   * kernel, 1) but reads them as (kernel, in, out), which is the shape used here.
   */
  private static INDArray copied(@Nullable Layer layer, String key, INDArray value) {
    INDArray copy = value.dup('c');
    if (layer instanceof Convolution1DLayer sequence && key.equals("W")) {
      long kernel = copy.length() / (sequence.getNIn() * sequence.getNOut());
      return copy.reshape('c', kernel, sequence.getNIn(), sequence.getNOut());
    }
    return copy;
  }

  DataType dataType() {
    return configuration.getDataType();
  }

  /** The original vertices in topological order, inputs included. */
  List<String> order() {
    return List.copyOf(order);
  }

  boolean isInput(String name) {
    return configuration.getNetworkInputs().contains(name);
  }

  boolean isOutput(String name) {
    return configuration.getNetworkOutputs().contains(name);
  }

  boolean has(String name) {
    return isInput(name) || configuration.getVertices().containsKey(name);
  }

  GraphVertex vertex(String name) {
    return Objects.requireNonNull(configuration.getVertices().get(name), name);
  }

  /** The layer of a vertex, unwrapped if it is frozen; null if the vertex has none. */
  @Nullable Layer layer(String name) {
    return vertex(name) instanceof LayerVertex vertex
        ? LayerStack.unfrozen(vertex.getLayerConf().getLayer())
        : null;
  }

  /** The preprocessor that a vertex has or is; null if there is none. */
  @Nullable InputPreProcessor preprocessor(String name) {
    GraphVertex vertex = vertex(name);
    if (vertex instanceof PreprocessorVertex only) {
      return only.getPreProcessor();
    }
    return vertex instanceof LayerVertex layer ? layer.getPreProcessor() : null;
  }

  List<String> inputs(String name) {
    return List.copyOf(Objects.requireNonNull(configuration.getVertexInputs().get(name), name));
  }

  /** The vertices that read a vertex, each once. */
  List<String> readers(String name) {
    return configuration.getVertexInputs().entrySet().stream()
        .filter(entry -> entry.getValue().contains(name))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The parameters of a layer by key; empty for a vertex without any. */
  Map<String, INDArray> parameters(String name) {
    return parameters.computeIfAbsent(name, key -> new LinkedHashMap<>());
  }

  /** Adds a layer that nothing reads yet. */
  void addLayer(
      String name,
      Layer layer,
      @Nullable InputPreProcessor before,
      String input,
      Map<String, INDArray> values) {
    layer.setLayerName(name);
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder().seed(1).dataType(dataType()).layer(layer).build();
    addVertex(name, new LayerVertex(conf, before), input);
    parameters(name).putAll(values);
  }

  /** Adds a vertex that nothing reads yet. */
  void addVertex(String name, GraphVertex vertex, String input) {
    configuration.getVertices().put(name, vertex);
    configuration.getVertexInputs().put(name, List.of(input));
    configuration.setTopologicalOrder(null);
    configuration.setTopologicalOrderStr(null);
  }

  /** Makes the readers of one vertex read another one. */
  void redirect(List<String> readers, String from, String to) {
    for (String reader : readers) {
      List<String> read = new ArrayList<>(inputs(reader));
      read.replaceAll(input -> input.equals(from) ? to : input);
      configuration.getVertexInputs().put(reader, read);
    }
  }

  /** Builds a network from the current vertices and parameters. */
  ComputationGraph build() {
    ComputationGraphConfiguration built =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    built.setDataType(dataType());
    ComputationGraph graph = new ComputationGraph(built);
    graph.init();
    parameters.keySet().forEach(name -> write(graph, name));
    return graph;
  }

  /** Writes the parameters of a layer into a network with the same layer. */
  void write(ComputationGraph graph, String name) {
    parameters(name)
        .forEach(
            (key, value) -> {
              INDArray slot = graph.getLayer(name).getParam(key);
              if (slot == null || slot.length() != value.length()) {
                throw new IllegalStateException(
                    "surgery: " + name + "." + key + " does not fit its layer");
              }
              slot.assign(value.reshape('c', slot.shape()));
            });
  }
}
