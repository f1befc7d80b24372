package org.conductance4j.engine.lowering.dl4j;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;

/**
 * What reads an input of a graph, by way of everything that takes any shape, such as a scale that
 * normalises pictures: it tells what the input looks like, which DL4J does not save.
 */
final class InputReaders {

  private static final Set<Class<? extends GraphVertex>> ANY_SHAPE =
      Set.of(
          ScaleVertex.class,
          ShiftVertex.class,
          ElementWiseVertex.class,
          L2NormalizeVertex.class,
          StackVertex.class,
          UnstackVertex.class);

  private InputReaders() {}

  /** The first reader that does not take any shape, or else the first of all. */
  static GraphVertex first(ComputationGraphConfiguration configuration, String input) {
    return first(configuration, input, InputReaders::takesAnyShape);
  }

  /** The order of axes of the first input. */
  static AxisOrder layout(ComputationGraphConfiguration configuration) {
    return layout(configuration, configuration.getNetworkInputs().get(0));
  }

  /** The order of axes of an input. */
  static AxisOrder layout(ComputationGraphConfiguration configuration, String input) {
    return layout(
        first(
            configuration,
            input,
            vertex -> takesAnyShape(vertex) || unfrozen(vertex) instanceof MergeVertex));
  }

  private static GraphVertex first(
      ComputationGraphConfiguration configuration, String input, Predicate<GraphVertex> through) {
    return all(configuration, input, through)
        .filter(vertex -> !through.test(vertex) && !poolsAnyShape(vertex))
        .findFirst()
        .or(() -> all(configuration, input, through).findFirst())
        .orElseThrow();
  }

  /** The vertices that read a value, or read it by way of others. */
  private static Stream<GraphVertex> all(
      ComputationGraphConfiguration configuration, String name, Predicate<GraphVertex> through) {
    return configuration.getVertexInputs().entrySet().stream()
        .filter(entry -> entry.getValue().contains(name))
        .map(Map.Entry::getKey)
        .flatMap(
            reader -> {
              GraphVertex vertex =
                  Objects.requireNonNull(configuration.getVertices().get(reader), reader);
              return through.test(vertex)
                  ? Stream.concat(all(configuration, reader, through), Stream.of(vertex))
                  : Stream.of(vertex);
            });
  }

  private static GraphVertex unfrozen(GraphVertex vertex) {
    return vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
  }

  private static boolean takesAnyShape(GraphVertex given) {
    GraphVertex reader = unfrozen(given);
    if (!(reader instanceof LayerVertex vertex)) {
      return ANY_SHAPE.contains(reader.getClass());
    }
    Layer layer = LayerStack.unfrozen(vertex.getLayerConf().getLayer());
    return vertex.getPreProcessor() == null
        && (layer instanceof ActivationLayer
            || layer instanceof DropoutLayer
            || layer instanceof PReLULayer);
  }

  /** A pooling over all positions, which does not say where the channels are. */
  private static boolean poolsAnyShape(GraphVertex reader) {
    return reader instanceof LayerVertex vertex
        && LayerStack.unfrozen(vertex.getLayerConf().getLayer()) instanceof GlobalPoolingLayer;
  }

  private static AxisOrder layout(GraphVertex reader) {
    if (unfrozen(reader) instanceof PreprocessorVertex vertex) {
      return layout(vertex.getPreProcessor());
    }
    if (!(reader instanceof LayerVertex vertex)) {
      return AxisOrder.CHANNELS_FIRST;
    }
    Layer layer = vertex.getLayerConf().getLayer();
    InputPreProcessor before = vertex.getPreProcessor();
    RNNFormat format = SequenceFormats.of(before, layer);
    if (format != null) {
      return Sequences.layout(format);
    }
    return before == null ? LayerInputs.layout(layer) : layout(before);
  }

  private static AxisOrder layout(InputPreProcessor before) {
    return before instanceof CnnToFeedForwardPreProcessor pictures
        ? Preprocessors.layout(pictures.getFormat())
        : AxisOrder.CHANNELS_FIRST;
  }
}
