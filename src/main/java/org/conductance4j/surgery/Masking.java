package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Writes a plan into a network: y ↦ m ⊙ y + (1 − m) ⊙ r after the layer, where m is 0 for pruned
 * neurons.
 *
 * <p>Whole channels that become 0 are zeroed in the weights that make them, provided that every
 * layer in between maps 0 to 0. Other plans, such as for single neurons of a convolution, cannot be
 * expressed by weights. For them, an element-wise multiplication layer of DL4J is inserted after
 * the layer.
 */
final class Masking {

  private final GraphCopy graph;
  private final LayerPlan mask;
  private final Map<String, BitSet> zeroed = new LinkedHashMap<>();

  Masking(GraphCopy graph, LayerPlan mask) {
    this.graph = graph;
    this.mask = mask;
  }

  /** Writes the plan; returns the layers whose weights were zeroed, or the inserted layer. */
  List<String> write() {
    if (mask.plan().pruned() == 0) {
      return List.of();
    }
    if (graph.isOutput(mask.layer())) {
      throw InvalidInputException.of(
          "layer '" + mask.layer() + "'",
          "must have a layer behind it to be pruned",
          "the network's output",
          "choose a layer before it");
    }
    if (mask.isOfChannels() && mask.isZero()) {
      BitSet channels = new BitSet();
      IntStream.of(mask.wholeChannels()).forEach(channels::set);
      List<String> makers = new ArrayList<>();
      if (findMakers(mask.layer(), null, makers)) {
        makers.forEach(maker -> zero(maker, channels));
        return List.copyOf(makers);
      }
    }
    return List.of(insert());
  }

  /**
   * Collects the layers whose zeros reach a vertex unchanged and reach nothing else; false if there
   * are none.
   */
  private boolean findMakers(String name, @Nullable String reader, List<String> makers) {
    boolean alone = reader == null || graph.readers(name).equals(List.of(reader));
    if (graph.isInput(name) || (reader != null && (graph.isOutput(name) || !alone))) {
      return false;
    }
    Layer layer = graph.layer(name);
    Flow flow = Flow.of(graph, name);
    boolean keeps = layer == null || Flow.keepsZero(layer);
    boolean flattens =
        layer != null
            && Flattening.of(graph.preprocessor(name)).stream().anyMatch(f -> f.channels() > 0);
    if (!keeps || flow instanceof Flow.Opaque || flow instanceof Flow.Merging) {
      return false;
    }
    boolean makes =
        flow instanceof Flow.Mixing mixing
            ? mixing.makesFreely()
            : ((Flow.Channelwise) flow).axes().isPresent() && hasOwnZero(name);
    if (makes) {
      if (!makers.contains(name)) {
        makers.add(name);
      }
      return true;
    }
    boolean passes = flow instanceof Flow.Channelwise each && each.axes().isEmpty() && !flattens;
    boolean shifts = layer == null && !(graph.vertex(name) instanceof ElementWiseVertex);
    return passes
        && !shifts
        && graph.inputs(name).stream().allMatch(input -> findMakers(input, name, makers));
  }

  private boolean hasOwnZero(String name) {
    return !(graph.layer(name) instanceof BatchNormalization)
        || graph.parameters(name).containsKey("gamma");
  }

  /** The channels whose weights were zeroed, by layer. */
  Map<String, BitSet> zeroed() {
    return Map.copyOf(zeroed);
  }

  /** Zeroes the weights that make some channels of a layer of a network. */
  static void zero(ComputationGraph network, String name, BitSet channels) {
    GraphCopy copy = new GraphCopy(network);
    zero(copy, name, channels);
    copy.write(network, name);
  }

  private void zero(String name, BitSet channels) {
    zeroed.put(name, channels);
    zero(graph, name, channels);
  }

  private static void zero(GraphCopy graph, String name, BitSet channels) {
    Map<String, INDArray> parameters = graph.parameters(name);
    Map<String, Integer> axes = axes(graph, name).makes();
    for (Map.Entry<String, INDArray> entry : parameters.entrySet()) {
      boolean scale = !List.of("mean", "var", "log10stdev").contains(entry.getKey());
      Integer axis = axes.get(entry.getKey());
      if (scale && axis != null) {
        int within = Math.min(axis, entry.getValue().rank() - 1);
        entry.setValue(new Slices(entry.getValue(), within).zeroing(channels::get));
      }
    }
  }

  private static ParameterAxes axes(GraphCopy graph, String name) {
    Flow flow = Flow.of(graph, name);
    return flow instanceof Flow.Mixing mixing
        ? mixing.axes()
        : ((Flow.Channelwise) flow).axes().orElseThrow();
  }

  /** Inserts y ↦ w ⊙ y + b after the layer. An activation that is not flat is flattened for it. */
  private String insert() {
    List<String> readers = graph.readers(mask.layer());
    int[] shape = mask.extents();
    boolean flat = shape.length == 1;
    boolean picture = shape.length == 3 && mask.axis() == 0;
    String name = free(mask.layer() + (flat ? ".pruned" : ".mask"));
    String end = flat ? name : free(mask.layer() + ".pruned");
    String input = mask.layer();
    InputPreProcessor before = null;
    if (picture) {
      before = new CnnToFeedForwardPreProcessor(shape[1], shape[2], shape[0]);
    } else if (!flat) {
      input = free(mask.layer() + ".flat");
      graph.addVertex(input, new ReshapeVertex(-1, mask.plan().units()), mask.layer());
    }
    graph.addLayer(name, multiplication(), before, input, weights());
    if (picture) {
      Layer identity = new ActivationLayer(Activation.IDENTITY);
      InputPreProcessor back = new FeedForwardToCnnPreProcessor(shape[1], shape[2], shape[0]);
      graph.addLayer(end, identity, back, name, Map.of());
    } else if (!flat) {
      int[] batched = IntStream.concat(IntStream.of(-1), IntStream.of(shape)).toArray();
      graph.addVertex(end, new ReshapeVertex(batched), name);
    }
    graph.redirect(readers, mask.layer(), end);
    return name;
  }

  private String free(String wanted) {
    String name = wanted;
    for (int k = 2; graph.has(name); k++) {
      name = wanted + k;
    }
    return name;
  }

  private Layer multiplication() {
    return new ElementWiseMultiplicationLayer.Builder()
        .nIn(mask.plan().units())
        .nOut(mask.plan().units())
        .activation(Activation.IDENTITY)
        .updater(new NoOp())
        .build();
  }

  private Map<String, INDArray> weights() {
    double[] constants = mask.constants();
    double[] factors = new double[constants.length];
    for (int neuron = 0; neuron < factors.length; neuron++) {
      boolean pruned = mask.plan().prunes(neuron);
      factors[neuron] = pruned ? 0 : 1;
      constants[neuron] = pruned ? constants[neuron] : 0;
    }
    Map<String, INDArray> weights = new LinkedHashMap<>();
    weights.put("W", Nd4j.createFromArray(factors).castTo(graph.dataType()));
    weights.put("b", Nd4j.createFromArray(constants).castTo(graph.dataType()));
    return weights;
  }
}
