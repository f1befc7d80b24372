package org.conductance4j.surgery;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Unit;
import org.conductance4j.model.LoadedNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scores each channel of a layer by the magnitude of the weights that make it: Σ|W| over the filter
 * of a convolution or the row of a dense layer, without biases. For a layer without weights, the
 * layers before it that make the same channels are scored; where their outputs are added, so are
 * their scores.
 *
 * <p>Source: Li, Kadav, Durdanovic, Samet, Graf 2017, Pruning filters for efficient ConvNets, arXiv
 * 1608.08710, section 3.1. Differences from the source: a neuron's score is that of its channel,
 * because all neurons of a channel share their weights.
 */
public final class WeightMagnitude {

  private final GraphCopy graph;
  private final Partition channels;

  private WeightMagnitude(GraphCopy graph, Partition channels) {
    this.graph = graph;
    this.channels = channels;
  }

  /**
   * {@return a score for each neuron of a layer, of its shape}
   *
   * @param network not modified
   * @param layer a layer of the graph
   * @throws InvalidInputException if no layer with weights makes its channels
   */
  public static Tensor of(LoadedNetwork network, Layer layer) {
    Partition channels = layer.partition(Unit.CHANNEL);
    WeightMagnitude magnitude = new WeightMagnitude(new GraphCopy(network.graph()), channels);
    double[] sums = magnitude.sums(layer.name(), layer.name());
    double[] scores = new double[channels.length()];
    for (int channel = 0; channel < sums.length; channel++) {
      for (int neuron : channels.elements(channel)) {
        scores[neuron] = sums[channel];
      }
    }
    return Tensor.of(layer.shape().stream().mapToInt(Integer::intValue).toArray(), scores);
  }

  private double[] sums(String vertex, String asked) {
    if (graph.isInput(vertex)) {
      throw refusal(asked, "the network's input");
    }
    Flow flow = Flow.of(graph, vertex);
    if (flow instanceof Flow.Mixing mixing && !mixing.axes().makes().isEmpty()) {
      return own(vertex, mixing.axes(), asked);
    }
    if (!(flow instanceof Flow.Channelwise)) {
      throw refusal(asked, "'" + vertex + "'");
    }
    List<String> inputs = graph.inputs(vertex);
    double[] total = new double[channels.count()];
    for (String input : inputs) {
      double[] part = sums(input, asked);
      Arrays.setAll(total, channel -> total[channel] + part[channel]);
    }
    return total;
  }

  private double[] own(String vertex, ParameterAxes axes, String asked) {
    double[] sums = new double[channels.count()];
    for (Map.Entry<String, INDArray> entry : graph.parameters(vertex).entrySet()) {
      Integer axis = axes.makes().get(entry.getKey());
      if (!entry.getKey().endsWith("W") || axis == null) {
        continue;
      }
      Partition filters =
          Partition.along(
              axis, Arrays.stream(entry.getValue().shape()).mapToInt(Math::toIntExact).toArray());
      if (filters.count() != sums.length) {
        throw refusal(asked, "'" + vertex + "' with " + filters.count() + " channels");
      }
      double[] weights = entry.getValue().dup('c').data().asDouble();
      for (int channel = 0; channel < sums.length; channel++) {
        for (int weight : filters.elements(channel)) {
          sums[channel] += Math.abs(weights[weight]);
        }
      }
    }
    return sums;
  }

  private static InvalidInputException refusal(String layer, String got) {
    return InvalidInputException.of(
        "layer '" + layer + "'",
        "needs weights that make its channels to be ranked by them",
        got + " before it",
        "choose another ranking or layer");
  }
}
