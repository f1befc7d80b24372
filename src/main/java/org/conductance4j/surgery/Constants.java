package org.conductance4j.surgery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;

/**
 * Finds the channels that have one value for all inputs once a layer is masked. The structure of
 * the network shows which channels are constant. Their values are measured on the masked network,
 * which also shows whether padding makes the borders differ.
 */
final class Constants {

  private static final double ROUNDING = 1e-6;

  private final GraphCopy graph;
  private final ChannelTies ties;
  private final Program masked;
  private final double[] examples;
  private final Map<String, Map<Integer, Double>> found = new HashMap<>();

  private Constants(GraphCopy graph, ChannelTies ties, Program masked, double... examples) {
    this.graph = graph;
    this.ties = ties;
    this.masked = masked;
    this.examples = examples;
  }

  /** Finds the constants among tied channels; {@code pruned} are the masked layer's own. */
  static Constants of(
      GraphCopy graph,
      ChannelTies ties,
      Program masked,
      String layer,
      Map<Integer, Double> pruned,
      double... examples) {
    Constants constants = new Constants(graph, ties, masked, examples);
    constants.found.put(layer, pruned);
    for (String vertex : graph.order()) {
      if (!vertex.equals(layer) && !graph.isInput(vertex) && ties.vertices().contains(vertex)) {
        constants.follow(vertex);
      }
    }
    return constants;
  }

  /** The value of a channel; empty if it depends on the input. */
  OptionalDouble of(String vertex, int channel) {
    Double value = found.getOrDefault(vertex, Map.of()).get(channel);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private void follow(String vertex) {
    int[] candidates =
        ties.of(vertex).stream().filter(channel -> isConstant(vertex, channel)).toArray();
    if (candidates.length == 0) {
      return;
    }
    Layer layer = masked.layer(vertex);
    Section lower = masked.split(layer, OutputStage.OUTPUT).lower();
    int batch = examples.length / Tensor.length(masked.inputShape());
    Map<Integer, Double> here = new HashMap<>();
    try (Evaluator evaluator = lower.bindForward(batch)) {
      evaluator.forward(examples);
      double[] activations = evaluator.target(0);
      int axis = masked.channelAxis(layer);
      for (int channel : candidates) {
        uniform(activations, layer, axis, channel).ifPresent(value -> here.put(channel, value));
      }
    }
    found.put(vertex, here);
  }

  private boolean isConstant(String vertex, int channel) {
    Flow flow = Flow.of(graph, vertex);
    List<String> inputs = graph.inputs(vertex);
    if (flow instanceof Flow.Merging) {
      int start = 0;
      for (String input : inputs) {
        int width = ties.width(input);
        if (channel < start + width) {
          return of(input, channel - start).isPresent();
        }
        start += width;
      }
      return false;
    }
    if (!(flow instanceof Flow.Channelwise)) {
      return false;
    }
    Flattening flattening = Flattening.at(graph, vertex);
    int own = flattening.channel(channel);
    boolean product =
        graph.vertex(vertex) instanceof ElementWiseVertex each
            && each.getOp() == ElementWiseVertex.Op.Product;
    return product
        ? inputs.stream().anyMatch(input -> of(input, own).equals(OptionalDouble.of(0)))
            || inputs.stream().allMatch(input -> of(input, own).isPresent())
        : inputs.stream().allMatch(input -> of(input, own).isPresent());
  }

  private static Optional<Double> uniform(
      double[] activations, Layer layer, int axis, int channel) {
    int inner = layer.shape().stream().skip(axis + 1L).reduce(1, Math::multiplyExact);
    int channels = Objects.requireNonNull(layer.shape().get(axis));
    double[] values =
        IntStream.range(0, activations.length)
            .filter(i -> i / inner % channels == channel)
            .mapToDouble(i -> activations[i])
            .toArray();
    double first = values[0];
    for (double value : values) {
      if (Math.abs(value - first) > ROUNDING * Math.max(1, Math.abs(first))) {
        return Optional.empty();
      }
    }
    return Optional.of(first);
  }
}
