package org.conductance4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
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
 * Works out the shape of a network's input, which DL4J does not save with a network. A layer that
 * flattens pictures saves their size there, and from it follows the size of the input. Where no
 * layer does, the shape of any layer's activation can be given instead.
 */
final class InputShapes {

  /** Largest extent of an input that is tried. */
  private static final int LARGEST = 1024;

  /** The extent that is tried first for a network that takes pictures of any size. */
  private static final int USUAL = 32;

  private final ComputationGraphConfiguration configuration;

  private InputShapes(ComputationGraphConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * The shape of one example of the only input.
   *
   * @return as DL4J has it, or empty if the configuration does not determine it
   */
  static Optional<int[]> of(ComputationGraphConfiguration configuration) {
    InputShapes shapes = new InputShapes(configuration);
    return shapes.onlyInput().flatMap(input -> shapes.shape(input, shapes::flattened));
  }

  /** The picture that the only input is, row by row, for networks that read it flat. */
  static Optional<int[]> flatPicture(ComputationGraphConfiguration configuration) {
    List<String> inputs = configuration.getNetworkInputs();
    return configuration.getVertices().entrySet().stream()
        .filter(
            entry ->
                inputs.size() == 1
                    && inputs.equals(configuration.getVertexInputs().get(entry.getKey())))
        .map(Map.Entry::getValue)
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> ((LayerVertex) vertex).getPreProcessor())
        .filter(FeedForwardToCnnPreProcessor.class::isInstance)
        .map(FeedForwardToCnnPreProcessor.class::cast)
        .findFirst()
        .flatMap(
            rows ->
                picture(
                    CNN2DFormat.NCHW,
                    rows.getInputHeight(),
                    rows.getInputWidth(),
                    rows.getNumChannels()));
  }

  /**
   * The smallest shape of the only input at which a layer has a wanted shape. Pictures that are as
   * wide as high are tried first.
   *
   * @param wanted the layer's shape for one example, or its number of channels alone
   * @return as DL4J has it, or empty if none is found
   */
  static Optional<int[]> at(
      ComputationGraphConfiguration configuration, String layer, int... wanted) {
    InputShapes shapes = new InputShapes(configuration);
    return shapes
        .onlyInput()
        .filter(input -> configuration.getVertices().containsKey(layer))
        .flatMap(input -> shapes.shape(input, first -> shapes.fitting(first, layer, wanted)));
  }

  private Optional<String> onlyInput() {
    List<String> inputs = configuration.getNetworkInputs();
    return inputs.size() == 1 ? Optional.of(inputs.get(0)) : Optional.empty();
  }

  /**
   * The shape of a value, as determined by the first layer that reads it.
   *
   * @param search finds the shape if that layer fixes only the number of channels
   */
  private Optional<int[]> shape(String read, Function<FeedForwardLayer, Optional<int[]>> search) {
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
      return shape(name.get(), search);
    }
    if (layer instanceof DenseLayer dense) {
      return Optional.of(new int[] {(int) dense.getNIn()});
    }
    if (layer instanceof BaseOutputLayer output && !(layer instanceof RnnOutputLayer)) {
      return Optional.of(new int[] {(int) output.getNIn()});
    }
    if (layer instanceof LocallyConnected2D local && isInput(read)) {
      int[] size = local.getInputSize();
      return picture(local.getFormat(), size[0], size[1], local.getNIn());
    }
    return layer instanceof FeedForwardLayer first ? search.apply(first) : Optional.empty();
  }

  private boolean isInput(String name) {
    return configuration.getNetworkInputs().contains(name);
  }

  /** Name of the first layer that reads a value. */
  private Optional<String> reader(String read) {
    return configuration.getVertexInputs().entrySet().stream()
        .filter(entry -> entry.getValue().contains(read))
        .map(Map.Entry::getKey)
        .filter(name -> configuration.getVertices().get(name) instanceof LayerVertex)
        .findFirst();
  }

  /** Whether a layer keeps the number of channels, so that later layers determine the shape. */
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

  /**
   * Searches the size of input at which pictures or volumes have the size that the flattening layer
   * expects.
   */
  private Optional<int[]> flattened(FeedForwardLayer first) {
    int axes = axes(first);
    if (axes < 2) {
      return Optional.empty();
    }
    for (Map.Entry<String, GraphVertex> entry : configuration.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex vertex) {
        int[] goal = goal(vertex.getPreProcessor());
        if (goal.length == axes) {
          List<String> read = configuration.getVertexInputs().get(entry.getKey());
          return sizes(first, Objects.requireNonNull(read).get(0), InputShapes::roundest, goal)
              .map(sizes -> withChannels(first, sizes));
        }
      }
    }
    return Optional.empty();
  }

  /** (row, column) or (depth, row, column) before a layer that flattens; empty for other layers. */
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

  /** Searches the smallest size of input at which a layer has the wanted shape. */
  private Optional<int[]> fitting(FeedForwardLayer first, String layer, int... wanted) {
    int axes = axes(first);
    if (axes == 0) {
      return Optional.of(new int[] {(int) first.getNIn()});
    }
    Predicate<int[]> fits = sizes -> fits(first, sizes, layer, wanted);
    Optional<int[]> equal =
        IntStream.concat(
                IntStream.of(wanted.length == 1 ? USUAL : 1), IntStream.rangeClosed(1, LARGEST))
            .mapToObj(size -> equal(axes, size))
            .filter(fits)
            .findFirst();
    Optional<int[]> found =
        equal.isPresent() || wanted.length != axes + 1
            ? equal
            : sizes(first, layer, sizes -> sizes.get(0), withoutChannels(first, wanted))
                .filter(fits);
    return found.map(sizes -> withChannels(first, sizes));
  }

  private boolean fits(FeedForwardLayer first, int[] sizes, String layer, int... wanted) {
    InputType input = type(first, sizes);
    Map<String, InputType> known = new HashMap<>();
    try {
      configuration.getNetworkOutputs().forEach(output -> type(output, input, known));
      long[] shape = type(layer, input, known).getShape(false);
      return wanted.length == 1
          || Arrays.equals(Arrays.stream(shape).mapToInt(Math::toIntExact).toArray(), wanted);
    } catch (RuntimeException e) {
      return false; // DL4J refuses an input that does not fit
    }
  }

  /**
   * Tries sizes of input until the output of a vertex has the wanted extents.
   *
   * @param choice takes one of the sizes that give the same extent
   * @param goal the wanted extents, without channels
   */
  private Optional<int[]> sizes(
      FeedForwardLayer first, String vertex, ToIntFunction<List<Integer>> choice, int... goal) {
    List<List<Integer>> fitting = new ArrayList<>();
    for (int axis = 0; axis < goal.length; axis++) {
      fitting.add(new ArrayList<>());
    }
    boolean beyond = false;
    for (int size = 1; size <= LARGEST && !beyond; size++) {
      int[] found = extents(type(first, equal(goal.length, size)), vertex);
      beyond = found.length == goal.length;
      for (int axis = 0; axis < found.length; axis++) {
        beyond &= found[axis] > goal[axis];
        if (found[axis] == goal[axis]) {
          fitting.get(axis).add(size);
        }
      }
    }
    return fitting.stream().anyMatch(List::isEmpty)
        ? Optional.empty()
        : Optional.of(fitting.stream().mapToInt(choice).toArray());
  }

  private static int[] equal(int axes, int size) {
    int[] sizes = new int[axes];
    Arrays.fill(sizes, size);
    return sizes;
  }

  /** The size with the most factors of two, as most pictures have such sizes. */
  private static int roundest(List<Integer> sizes) {
    return sizes.stream()
        .max(Comparator.comparingInt((Integer size) -> Integer.numberOfTrailingZeros(size)))
        .orElseThrow();
  }

  /** Number of axes of a layer's input, without channels. */
  private static int axes(FeedForwardLayer first) {
    if (first instanceof Convolution1DLayer || first instanceof BaseRecurrentLayer) {
      return 1;
    }
    if (first instanceof Convolution3D || first instanceof Deconvolution3D) {
      return 3;
    }
    return first instanceof ConvolutionLayer ? 2 : 0;
  }

  private static InputType type(FeedForwardLayer first, int... sizes) {
    long channels = first.getNIn();
    return switch (sizes.length) {
      case 1 -> InputType.recurrent(channels, sizes[0], RNNFormat.NCW);
      case 2 -> InputType.convolutional(sizes[0], sizes[1], channels, pictureFormat(first));
      default ->
          InputType.convolutional3D(volumeFormat(first), sizes[0], sizes[1], sizes[2], channels);
    };
  }

  private static CNN2DFormat pictureFormat(FeedForwardLayer first) {
    return ((ConvolutionLayer) first).getCnn2dDataFormat();
  }

  private static Convolution3D.DataFormat volumeFormat(FeedForwardLayer first) {
    return first instanceof Convolution3D volume
        ? volume.getDataFormat()
        : ((Deconvolution3D) first).getDataFormat();
  }

  private static boolean readsChannelsLast(FeedForwardLayer first) {
    return switch (axes(first)) {
      case 2 -> pictureFormat(first) == CNN2DFormat.NHWC;
      case 3 -> volumeFormat(first) == Convolution3D.DataFormat.NDHWC;
      default -> false;
    };
  }

  private static int[] withChannels(FeedForwardLayer first, int... sizes) {
    boolean last = readsChannelsLast(first);
    int[] shape = new int[sizes.length + 1];
    System.arraycopy(sizes, 0, shape, last ? 0 : 1, sizes.length);
    shape[last ? sizes.length : 0] = (int) first.getNIn();
    return shape;
  }

  private static int[] withoutChannels(FeedForwardLayer first, int... shape) {
    return readsChannelsLast(first)
        ? Arrays.copyOf(shape, shape.length - 1)
        : Arrays.copyOfRange(shape, 1, shape.length);
  }

  /** The extents of a vertex's output without channels; empty if DL4J refuses the input. */
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
    if (isInput(vertex)) {
      return input;
    }
    InputType found = known.get(vertex);
    if (found == null) {
      List<String> read = Objects.requireNonNull(configuration.getVertexInputs().get(vertex));
      InputType[] types =
          read.stream().map(name -> type(name, input, known)).toArray(InputType[]::new);
      GraphVertex reader = Objects.requireNonNull(configuration.getVertices().get(vertex));
      if (reader instanceof LayerVertex layer) {
        requireWidth(layer, types[0]);
      }
      found = reader.getOutputType(0, types);
      known.put(vertex, found);
    }
    return found;
  }

  /**
   * Refuses an input that gives a layer another number of features than it has weights for. DL4J
   * does not check this.
   */
  private static void requireWidth(LayerVertex vertex, InputType input) {
    InputPreProcessor before = vertex.getPreProcessor();
    InputType read = before == null ? input : before.getOutputType(input);
    if (read instanceof InputType.InputTypeFeedForward features
        && LayerStack.unfrozen(vertex.getLayerConf().getLayer()) instanceof FeedForwardLayer layer
        && layer.getNIn() > 0
        && layer.getNIn() != features.getSize()) {
      throw new IllegalArgumentException("input shape: another number of features");
    }
  }
}
