package org.conductance4j.engine.lowering.dl4j;

import java.util.List;
import java.util.Map;
import org.conductance4j.engine.Embedding;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds the embedding layer that reads a network's input. */
final class EmbeddingFinder {

  private EmbeddingFinder() {}

  /**
   * The embedding that reads a network's input.
   *
   * @param shape of one example's tokens: (time), (1, time) or (1); may be left out where the layer
   *     says how many it takes
   * @return null if the input is read by other layers
   */
  static @Nullable Embedding of(
      ComputationGraph graph, ProgramBuilder builder, String input, int... shape) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    List<String> readers =
        configuration.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().contains(input))
            .map(Map.Entry::getKey)
            .toList();
    for (String name : readers) {
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex instanceof LayerVertex layerVertex
          && LayerStack.unfrozen(layerVertex.getLayerConf().getLayer())
              instanceof FeedForwardLayer layer
          && (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer)) {
        builder.enter(name);
        if (readers.size() > 1) {
          throw builder.refuse(
              "an embedding must be the only reader of the input", readers, "merge them");
        }
        boolean steps = layerVertex.getPreProcessor() != null;
        Value output = output(layer, time(builder, layer, steps, shape));
        org.deeplearning4j.nn.api.Layer trained = graph.getLayer(name);
        INDArray bias = trained.paramTable().get("b");
        IActivation activation = layer.getActivationFn();
        return new Embedding(
            name,
            output,
            builder.copy(trained.getParam("W")),
            bias == null ? null : builder.vector(bias),
            values -> activation.getActivation(values, false));
      }
    }
    return null;
  }

  /** Number of tokens of an example; 0 for one token without time. */
  private static int time(
      ProgramBuilder builder, FeedForwardLayer layer, boolean steps, int... shape) {
    if (layer instanceof EmbeddingLayer && !steps) {
      if (shape.length > 0 && (shape.length != 1 || shape[0] != 1)) {
        throw builder.refuse(
            "needs one token", new Value(shape, AxisOrder.CHANNELS_LAST), "give (1)");
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
      throw builder.refuse(
          fixed ? "needs " + needed + " tokens an example" : "needs tokens, (batch, time)",
          shape.length == 0 ? "none" : new Value(shape, AxisOrder.CHANNELS_LAST),
          "give the shape of one example's tokens");
    }
    return time;
  }

  private static Value output(FeedForwardLayer layer, int time) {
    int features = (int) layer.getNOut();
    if (time == 0) {
      return Value.flat(features);
    }
    AxisOrder external =
        layer instanceof EmbeddingSequenceLayer sequence
            ? Sequences.layout(sequence.getOutputFormat())
            : AxisOrder.CHANNELS_LAST;
    return new Value(new int[] {time, features}, external);
  }
}
