package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * Finds a shape of input at which a network's layer has a given shape: a DL4J zip does not say what
 * its input looks like.
 */
final class InputShapes {

  private static final int LARGEST = 512;
  private static final int USUAL = 32;

  private final ComputationGraph graph;
  private final String layer;
  private final int[] wanted;

  private InputShapes(ComputationGraph graph, String layer, int... wanted) {
    this.graph = graph;
    this.layer = layer;
    this.wanted = wanted;
  }

  /**
   * Searches.
   *
   * @param layer a layer's name
   * @param wanted its shape for one example, or its channels alone
   * @return the input's shape for one example as DL4J has it; empty where none was found
   */
  static Optional<int[]> find(ComputationGraph graph, String layer, int... wanted) {
    return new InputShapes(graph, layer, wanted).find();
  }

  private Optional<int[]> find() {
    Layer first = firstLayer();
    if (!(first instanceof FeedForwardLayer reader) || reader.getNIn() == 0) {
      return Optional.empty();
    }
    if (preprocessor() instanceof FeedForwardToCnnPreProcessor unflattened) {
      long features =
          unflattened.getInputHeight() * unflattened.getInputWidth() * unflattened.getNumChannels();
      return Optional.of(new int[] {Math.toIntExact(features)});
    }
    int channels = (int) reader.getNIn();
    if (first instanceof Convolution1DLayer || first instanceof BaseRecurrentLayer) {
      return search(n -> new int[] {channels, n});
    }
    if (first instanceof Convolution3D) {
      return search(n -> new int[] {channels, n, n, n});
    }
    if (first instanceof ConvolutionLayer convolution) {
      boolean last = convolution.getCnn2dDataFormat() == CNN2DFormat.NHWC;
      return pictures(channels, last);
    }
    return Optional.of(new int[] {channels});
  }

  /** Squares first, then rows and columns each for itself. */
  private Optional<int[]> pictures(int channels, boolean last) {
    Optional<int[]> square = search(n -> picture(channels, n, n, last));
    if (square.isPresent() || wanted.length != 3) {
      return square;
    }
    List<int[]> fitting = new ArrayList<>();
    for (int axis : new int[] {last ? 0 : 1, last ? 1 : 2}) {
      for (int n = 1; n <= LARGEST && fitting.size() <= (axis == (last ? 0 : 1) ? 0 : 1); n++) {
        int[] shape = shapeAt(picture(channels, n, n, last));
        if (shape.length == 3 && shape[axis] == wanted[axis]) {
          fitting.add(new int[] {n});
        }
      }
    }
    if (fitting.size() != 2) {
      return Optional.empty();
    }
    int[] found = picture(channels, fitting.get(0)[0], fitting.get(1)[0], last);
    return Arrays.equals(shapeAt(found), wanted) ? Optional.of(found) : Optional.empty();
  }

  private static int[] picture(int channels, int rows, int columns, boolean last) {
    return last ? new int[] {rows, columns, channels} : new int[] {channels, rows, columns};
  }

  private Optional<int[]> search(IntFunction<int[]> candidate) {
    if (wanted.length == 1 && fits(candidate.apply(USUAL))) {
      return Optional.of(candidate.apply(USUAL));
    }
    for (int n = 1; n <= LARGEST; n++) {
      if (fits(candidate.apply(n))) {
        return Optional.of(candidate.apply(n));
      }
    }
    return Optional.empty();
  }

  private boolean fits(int... input) {
    int[] shape = shapeAt(input);
    return wanted.length == 1 ? shape.length > 0 : Arrays.equals(shape, wanted);
  }

  private Layer firstLayer() {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    String at = configuration.getNetworkInputs().get(0);
    while (true) {
      String from = at;
      Optional<String> reader =
          configuration.getVertexInputs().entrySet().stream()
              .filter(entry -> entry.getValue().contains(from))
              .map(Map.Entry::getKey)
              .findFirst();
      at = reader.orElseThrow();
      if (configuration.getVertices().get(at) instanceof LayerVertex vertex
          && vertex.getLayerConf().getLayer() instanceof FeedForwardLayer layer
          && layer.getNIn() > 0) {
        return layer;
      }
    }
  }

  private @Nullable InputPreProcessor preprocessor() {
    String input = graph.getConfiguration().getNetworkInputs().get(0);
    return graph.getConfiguration().getVertexInputs().entrySet().stream()
        .filter(entry -> entry.getValue().contains(input))
        .map(entry -> graph.getConfiguration().getVertices().get(entry.getKey()))
        .map(vertex -> vertex instanceof LayerVertex layer ? layer.getPreProcessor() : null)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The layer's shape for an input's; empty where the input does not fit. */
  private int[] shapeAt(int... input) {
    ComputationGraphConfiguration copy = graph.getConfiguration().clone();
    try {
      Map<String, InputType> types = copy.getLayerActivationTypes(true, true, type(input));
      boolean kept = widthsStay(copy);
      InputType found = Objects.requireNonNull(types.get(layer), layer);
      return kept ? tail(found.getShape(true)) : new int[0];
    } catch (RuntimeException e) {
      return new int[0]; // DL4J's way to say that the input does not fit
    }
  }

  /** DL4J corrects a layer's nIn silently where another input comes in. */
  private boolean widthsStay(ComputationGraphConfiguration copy) {
    return graph.getConfiguration().getVertices().keySet().stream()
        .allMatch(name -> width(graph.getConfiguration(), name) == width(copy, name));
  }

  private static long width(ComputationGraphConfiguration configuration, String name) {
    return configuration.getVertices().get(name) instanceof LayerVertex vertex
            && vertex.getLayerConf().getLayer() instanceof FeedForwardLayer layer
        ? layer.getNIn()
        : 0;
  }

  private InputType type(int... input) {
    return switch (input.length) {
      case 1 -> InputType.feedForward(input[0]);
      case 2 -> InputType.recurrent(input[0], input[1], RNNFormat.NCW);
      case 3 ->
          last()
              ? InputType.convolutional(input[0], input[1], input[2], CNN2DFormat.NHWC)
              : InputType.convolutional(input[1], input[2], input[0]);
      default ->
          InputType.convolutional3D(
              Convolution3D.DataFormat.NCDHW, input[1], input[2], input[3], input[0]);
    };
  }

  private boolean last() {
    return firstLayer() instanceof ConvolutionLayer convolution
        && convolution.getCnn2dDataFormat() == CNN2DFormat.NHWC;
  }

  private static int[] tail(long... batched) {
    return Arrays.stream(batched).skip(1).mapToInt(Math::toIntExact).toArray();
  }
}
