package org.conductance4j.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Finds out of a network's configuration what shape its input has. DL4J does not save the shape for
 * which a network was made; yet where pictures are flattened it saves their size there, and from it
 * the size at the beginning follows, up to what strides swallow.
 */
final class InputShapes {

  /** Sizes of pictures that are tried. */
  private static final int LARGEST = 1024;

  private final ComputationGraphConfiguration configuration;

  private InputShapes(ComputationGraphConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * The shape of one example of the only input.
   *
   * @return as DL4J has it, or empty where the configuration does not tell it
   */
  static Optional<int[]> of(ComputationGraphConfiguration configuration) {
    List<String> inputs = configuration.getNetworkInputs();
    return inputs.size() == 1
        ? new InputShapes(configuration).shape(inputs.get(0))
        : Optional.empty();
  }

  /** The shape as the first layer tells it that depends on it. */
  private Optional<int[]> shape(String read) {
    Optional<String> name = reader(read);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    GraphVertex vertex = Objects.requireNonNull(configuration.getVertices().get(name.get()));
    LayerVertex reader = (LayerVertex) vertex;
    if (reader.getPreProcessor() != null) {
      return before(reader.getPreProcessor());
    }
    Layer layer = LayerStack.unfrozen(reader.getLayerConf().getLayer());
    if (keepsChannels(layer)) {
      return shape(name.get());
    }
    if (layer instanceof DenseLayer dense) {
      return Optional.of(new int[] {(int) dense.getNIn()});
    }
    if (layer instanceof BaseOutputLayer output && !(layer instanceof RnnOutputLayer)) {
      return Optional.of(new int[] {(int) output.getNIn()});
    }
    if (layer instanceof LocallyConnected2D local && isFirst(read)) {
      int[] size = local.getInputSize();
      return picture(local.getFormat(), size[0], size[1], local.getNIn());
    }
    return layer instanceof ConvolutionLayer convolution ? searched(convolution) : Optional.empty();
  }

  private boolean isFirst(String read) {
    return configuration.getNetworkInputs().contains(read);
  }

  /** Name of the first layer that reads a value. */
  private Optional<String> reader(String read) {
    return configuration.getVertexInputs().entrySet().stream()
        .filter(entry -> entry.getValue().contains(read))
        .map(Map.Entry::getKey)
        .filter(name -> configuration.getVertices().get(name) instanceof LayerVertex)
        .findFirst();
  }

  /** Whether a layer in front of others leaves it to them to say what is read. */
  private static boolean keepsChannels(Layer layer) {
    return layer instanceof ActivationLayer
        || layer instanceof DropoutLayer
        || layer instanceof BatchNormalization
        || layer instanceof LocalResponseNormalization
        || layer instanceof ZeroPaddingLayer
        || layer.getClass() == SubsamplingLayer.class;
  }

  private static Optional<int[]> before(InputPreProcessor preprocessor) {
    if (preprocessor instanceof CnnToFeedForwardPreProcessor flat && flat.getInputHeight() > 0) {
      return picture(
          flat.getFormat(), flat.getInputHeight(), flat.getInputWidth(), flat.getNumChannels());
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor rows) {
      return Optional.of(
          new int[] {(int) (rows.getInputHeight() * rows.getInputWidth() * rows.getNumChannels())});
    }
    if (preprocessor instanceof FeedForwardToCnn3DPreProcessor rows) {
      int plane = rows.getInputHeight() * rows.getInputWidth();
      return Optional.of(new int[] {rows.getInputDepth() * plane * rows.getNumChannels()});
    }
    return Optional.empty();
  }

  private static Optional<int[]> picture(CNN2DFormat format, long rows, long columns, long depth) {
    return Optional.of(
        format == CNN2DFormat.NHWC
            ? new int[] {(int) rows, (int) columns, (int) depth}
            : new int[] {(int) depth, (int) rows, (int) columns});
  }

  /** Tries sizes until those are found that come out where pictures or volumes are flattened. */
  private Optional<int[]> searched(ConvolutionLayer first) {
    if (first instanceof Convolution1DLayer) {
      return Optional.empty();
    }
    boolean volume = first instanceof Convolution3D || first instanceof Deconvolution3D;
    for (Map.Entry<String, GraphVertex> entry : configuration.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex vertex) {
        int[] goal = goal(vertex.getPreProcessor());
        if (goal.length == (volume ? 3 : 2)) {
          List<String> read = configuration.getVertexInputs().get(entry.getKey());
          return searched(first, Objects.requireNonNull(read).get(0), goal);
        }
      }
    }
    return Optional.empty();
  }

  /** (row, column) or (depth, row, column) before it is flattened; empty where nothing is. */
  private static int[] goal(@Nullable InputPreProcessor preprocessor) {
    if (preprocessor instanceof CnnToFeedForwardPreProcessor flat) {
      return new int[] {(int) flat.getInputHeight(), (int) flat.getInputWidth()};
    }
    if (preprocessor instanceof Cnn3DToFeedForwardPreProcessor flat) {
      return new int[] {
        (int) flat.getInputDepth(), (int) flat.getInputHeight(), (int) flat.getInputWidth()
      };
    }
    return new int[0];
  }

  private Optional<int[]> searched(ConvolutionLayer first, String flattened, int... goal) {
    List<List<Integer>> fitting = new ArrayList<>();
    for (int axis = 0; axis < goal.length; axis++) {
      fitting.add(new ArrayList<>());
    }
    boolean beyond = false;
    for (int size = 1; size <= LARGEST && !beyond; size++) {
      int[] found = extents(type(first, goal.length, size), flattened);
      beyond = found.length == goal.length;
      for (int axis = 0; axis < found.length; axis++) {
        beyond &= found[axis] > goal[axis];
        if (found[axis] == goal[axis]) {
          fitting.get(axis).add(size);
        }
      }
    }
    if (fitting.stream().anyMatch(List::isEmpty)) {
      return Optional.empty();
    }
    int[] sizes = fitting.stream().mapToInt(InputShapes::roundest).toArray();
    return Optional.of(withChannels(first, sizes));
  }

  /** Of sizes that all come out alike the one of most factors of two, as pictures mostly have. */
  private static int roundest(List<Integer> sizes) {
    return sizes.stream()
        .max(Comparator.comparingInt((Integer size) -> Integer.numberOfTrailingZeros(size)))
        .orElseThrow();
  }

  private static InputType type(ConvolutionLayer first, int axes, int size) {
    return axes == 3
        ? InputType.convolutional3D(volumeFormat(first), size, size, size, first.getNIn())
        : InputType.convolutional(size, size, first.getNIn(), first.getCnn2dDataFormat());
  }

  private static Convolution3D.DataFormat volumeFormat(ConvolutionLayer first) {
    return first instanceof Convolution3D volume
        ? volume.getDataFormat()
        : ((Deconvolution3D) first).getDataFormat();
  }

  private static int[] withChannels(ConvolutionLayer first, int... sizes) {
    boolean last =
        sizes.length == 3
            ? volumeFormat(first) == Convolution3D.DataFormat.NDHWC
            : first.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    int[] shape = new int[sizes.length + 1];
    System.arraycopy(sizes, 0, shape, last ? 0 : 1, sizes.length);
    shape[last ? sizes.length : 0] = (int) first.getNIn();
    return shape;
  }

  /** What DL4J makes of an input at a vertex; empty where it finds the input too small. */
  private int[] extents(InputType input, String vertex) {
    InputType found;
    try {
      found = type(vertex, input, new HashMap<>());
    } catch (RuntimeException e) {
      return new int[0];
    }
    if (found instanceof InputType.InputTypeConvolutional picture) {
      return new int[] {(int) picture.getHeight(), (int) picture.getWidth()};
    }
    if (found instanceof InputType.InputTypeConvolutional3D volume) {
      return new int[] {(int) volume.getDepth(), (int) volume.getHeight(), (int) volume.getWidth()};
    }
    return new int[0];
  }

  private InputType type(String vertex, InputType input, Map<String, InputType> known) {
    if (isFirst(vertex)) {
      return input;
    }
    InputType found = known.get(vertex);
    if (found == null) {
      List<String> read = Objects.requireNonNull(configuration.getVertexInputs().get(vertex));
      InputType[] types =
          read.stream().map(name -> type(name, input, known)).toArray(InputType[]::new);
      GraphVertex reader = Objects.requireNonNull(configuration.getVertices().get(vertex));
      found = reader.getOutputType(0, types);
      known.put(vertex, found);
    }
    return found;
  }
}
