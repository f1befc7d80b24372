package org.conductance4j.engine;

import java.util.List;
import java.util.Map;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer that looks vectors up by number at the beginning of a network. Nothing can be derived
 * by a number of a list, so a program begins at the layer's output, and the lookup stands beside
 * it.
 */
final class Embedding {

  private final String layer;
  private final Value output;
  private final INDArray weights;
  private final @Nullable INDArray bias;
  private final IActivation activation;

  private Embedding(
      String layer,
      Value output,
      IActivation activation,
      INDArray weights,
      @Nullable INDArray bias) {
    this.layer = layer;
    this.output = output;
    this.activation = activation;
    this.weights = weights;
    this.bias = bias;
  }

  /**
   * The embedding that reads a network's input.
   *
   * @param shape of one example's tokens: (time), (1, time) or (1); may be left out where the layer
   *     says how many it takes
   * @return null if the input is read by other layers
   */
  static @Nullable Embedding of(
      ComputationGraph graph, Emitter emitter, String input, int... shape) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    List<String> readers =
        configuration.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().contains(input))
            .map(Map.Entry::getKey)
            .toList();
    for (String name : readers) {
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex instanceof LayerVertex layerVertex
          && LayerRules.unfrozen(layerVertex.getLayerConf().getLayer())
              instanceof FeedForwardLayer layer
          && (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer)) {
        emitter.enter(name);
        if (readers.size() > 1) {
          throw emitter.refuse(
              "an embedding must be the only reader of the input", readers, "merge them");
        }
        boolean steps = layerVertex.getPreProcessor() != null;
        Value output = output(layer, time(emitter, layer, steps, shape));
        org.deeplearning4j.nn.api.Layer trained = graph.getLayer(name);
        INDArray bias = trained.paramTable().get("b");
        return new Embedding(
            name,
            output,
            layer.getActivationFn(),
            emitter.copy(trained.getParam("W")),
            bias == null ? null : emitter.vector(bias));
      }
    }
    return null;
  }

  /** Number of tokens of an example; 0 for one token without time. */
  private static int time(Emitter emitter, FeedForwardLayer layer, boolean steps, int... shape) {
    if (layer instanceof EmbeddingLayer && !steps) {
      if (shape.length > 0 && (shape.length != 1 || shape[0] != 1)) {
        throw emitter.refuse("needs one token", new Value(shape, Layout.CHANNELS_LAST), "give (1)");
      }
      return 0;
    }
    boolean fixed =
        layer instanceof EmbeddingSequenceLayer sequence && !sequence.isInferInputLength();
    int needed = fixed ? ((EmbeddingSequenceLayer) layer).getInputLength() : 0;
    if (shape.length == 0 && fixed) {
      return needed;
    }
    boolean tokens = (shape.length == 1 && !steps) || (shape.length == 2 && shape[0] == 1);
    int time = tokens ? shape[shape.length - 1] : 0;
    if (time == 0 || (fixed && time != needed)) {
      throw emitter.refuse(
          fixed ? "needs " + needed + " tokens an example" : "needs tokens, (batch, time)",
          shape.length == 0 ? "none" : new Value(shape, Layout.CHANNELS_LAST),
          "give the shape of one example's tokens");
    }
    return time;
  }

  private static Value output(FeedForwardLayer layer, int time) {
    int features = (int) layer.getNOut();
    if (time == 0) {
      return Value.flat(features);
    }
    Layout external =
        layer instanceof EmbeddingSequenceLayer sequence
            ? Sequences.layout(sequence.getOutputFormat())
            : Layout.CHANNELS_LAST;
    return new Value(new int[] {time, features}, external);
  }

  String layer() {
    return layer;
  }

  Value output() {
    return output;
  }

  /** The layer's activation, in DL4J's layout, for the tokens of one or several examples. */
  double[] embed(double... tokens) {
    int time = output.positions();
    if (tokens.length == 0 || tokens.length % time != 0) {
      throw InvalidInputException.of(
          "input", "needs " + time + " tokens an example", tokens.length, "give whole examples");
    }
    int[] rows = new int[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      rows[i] = (int) tokens[i];
      if (rows[i] != tokens[i] || rows[i] < 0 || rows[i] >= weights.size(0)) {
        throw InvalidInputException.of(
            "input",
            "needs tokens, numbers from 0 to " + (weights.size(0) - 1),
            tokens[i] + " at element " + i,
            "give what the network was trained on");
      }
    }
    INDArray vectors = weights.getRows(rows);
    if (bias != null) {
      vectors.addiRowVector(bias);
    }
    INDArray all = vectors;
    if (output.rank() == 2 && output.external() == Layout.CHANNELS_FIRST) {
      all = vectors.reshape('c', tokens.length / time, time, weights.size(1)).permute(0, 2, 1);
    }
    INDArray activated = activation.getActivation(all.dup('c'), false);
    return activated.dup('c').castTo(DataType.DOUBLE).data().asDouble();
  }
}
