package org.conductance4j.engine.lowering.dl4j;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's forward pass of a network, to compare a program with. */
public final class Dl4jReference implements ReferenceForward {

  static final String NAME = "DL4J 1.0.0-M2.1";

  private final ComputationGraph graph;

  /**
   * The forward pass of a network.
   *
   * @param graph not modified
   */
  public Dl4jReference(ComputationGraph graph) {
    this.graph = Dl4jForward.trusted(graph);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "DL4J's own forward pass";
  }

  /** In float64 where DL4J fails in float32, as where oneDNN refuses a window. */
  @Override
  public Optional<double[]> output(String output, List<Tensor> examples) {
    if (isExact()) {
      return Optional.of(numbers(run(output, examples)));
    }
    INDArray single;
    try {
      single = run(output, examples);
    } catch (InvalidInputException e) {
      return exact().output(output, examples);
    }
    double sum = single.sumNumber().doubleValue();
    if (!Double.isFinite(sum)) {
      throw InvalidInputException.of(
          "network",
          "must have finite outputs at the input, also in DL4J",
          sum + " as their sum",
          "the input's values or the weights are too large");
    }
    return Optional.of(numbers(single));
  }

  private INDArray run(String output, List<Tensor> examples) {
    int place = graph.getConfiguration().getNetworkOutputs().indexOf(output);
    INDArray[] batches = batches(examples);
    return Dl4jForward.run(graph, () -> graph.output(false, batches)[place]);
  }

  /** Runs up to this layer alone: later layers may write into the activations before them. */
  @Override
  public Optional<double[]> activation(String layer, List<Tensor> examples) {
    int[] order = graph.topologicalSortOrder();
    for (int place = 0; place < order.length; place++) {
      if (graph.getVertices()[order[place]].getVertexName().equals(layer)) {
        int last = place;
        INDArray[] batches = batches(examples);
        Map<String, INDArray> activations =
            Dl4jForward.run(graph, () -> graph.feedForward(batches, last, false, true));
        return Optional.ofNullable(activations.get(layer)).map(Dl4jReference::numbers);
      }
    }
    return Optional.empty();
  }

  /** In float64, which fails in fewer layers. */
  @Override
  public ReferenceForward exact() {
    return isExact() ? this : new Dl4jReference(graph.convertDataType(DataType.DOUBLE));
  }

  private boolean isExact() {
    return graph.getConfiguration().getDataType() == DataType.DOUBLE;
  }

  private INDArray[] batches(List<Tensor> examples) {
    return examples.stream()
        .map(one -> Dl4jForward.batch(graph, one.shape(), one.toArray()))
        .toArray(INDArray[]::new);
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').castTo(DataType.DOUBLE).data().asDouble();
  }

  /**
   * Finds an activation layer that reads one of the network's outputs. In inference DL4J writes
   * into what such a layer reads, so that this output has activated values; in training it does
   * not.
   */
  @Override
  public Optional<String> remedy() {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
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
        && LayerStack.unfrozen(layer.getLayerConf().getLayer()) instanceof ActivationLayer;
  }
}
