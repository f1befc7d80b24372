package org.conductance4j.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.onnx.OnnxAttribute;
import org.conductance4j.model.onnx.OnnxLayers;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxTensor;
import org.conductance4j.model.onnx.OnnxValue;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network read from a file: what it holds, where it came from, and what its source knows about
 * its input. It holds a DL4J graph, which is to be used for inference only and not to be modified,
 * or an ONNX model.
 */
public final class LoadedNetwork {

  /** The kind of file that a network was loaded from. */
  public enum Format {
    /** A DL4J zip of a MultiLayerNetwork. */
    DL4J_MULTI_LAYER,
    /** A DL4J zip of a ComputationGraph. */
    DL4J_GRAPH,
    /** Weights of PyTorch (.pth or .safetensors) with a known architecture. */
    PYTORCH,
    /** A Keras file (.h5). */
    KERAS,
    /** An ONNX file (.onnx). */
    ONNX
  }

  private final @Nullable ComputationGraph graph;
  private final @Nullable OnnxModel onnx;
  private final @Nullable OnnxLayers onnxLayers;
  private final Format format;
  private final String sha256;
  private final Map<String, String> aliases;
  private final Optional<Architecture> architecture;
  private final Optional<int[]> savedShape;
  private Optional<String> note = Optional.empty();
  private long releasedBytes;

  LoadedNetwork(
      ComputationGraph graph,
      Format format,
      String sha256,
      Map<String, String> aliases,
      Optional<Architecture> architecture,
      Optional<int[]> savedShape) {
    this.graph = graph;
    this.onnx = null;
    this.onnxLayers = null;
    this.format = format;
    this.sha256 = sha256;
    this.aliases = Map.copyOf(aliases);
    this.architecture = architecture;
    this.savedShape = savedShape;
  }

  LoadedNetwork(OnnxModel model, String sha256) {
    this.graph = null;
    this.onnx = model;
    this.onnxLayers = model.layers();
    this.format = Format.ONNX;
    this.sha256 = sha256;
    this.aliases = Map.of();
    this.architecture = Optional.empty();
    this.savedShape = Optional.empty();
  }

  /** {@return the ONNX model, empty for a network that has a DL4J graph} */
  public Optional<OnnxModel> onnx() {
    return Optional.ofNullable(onnx);
  }

  /**
   * The network.
   *
   * @return the graph itself, not a copy; must not be modified
   * @throws IllegalStateException after {@link #release}
   * @throws InvalidInputException if the network has none, such as one of an ONNX file
   */
  public ComputationGraph graph() {
    if (graph == null) {
      throw InvalidInputException.of(
          onnx == null ? "network" : onnx.path(),
          "must be a network that DL4J can hold for this",
          "an ONNX file",
          "'layers', 'attribute', 'run', 'prune' and 'bench' take it; shuffled weights and weight"
              + " magnitudes are not there for ONNX yet");
    }
    if (releasedBytes > 0) {
      throw new IllegalStateException("network: its weights were given back");
    }
    return graph;
  }

  /** {@return the names of the inputs, in the network's order} */
  public List<String> inputNames() {
    return onnx == null
        ? List.copyOf(graph().getConfiguration().getNetworkInputs())
        : onnx.inputNames();
  }

  /**
   * Releases the memory of the weights and of DL4J's own passes. Call it once the network is
   * lowered and the graph is no longer needed; programs have their own copies.
   */
  public void release() {
    if (graph == null || releasedBytes > 0 || graph.numParams() == 0) {
      return;
    }
    DataBuffer view = graph.params().data();
    DataBuffer whole = view.originalDataBuffer() == null ? view : view.originalDataBuffer();
    if (whole.closeable()) {
      releasedBytes = weightBytes();
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
      whole.close();
      System.gc(); // frees copies that are garbage by now
    }
  }

  /** {@return the bytes that the weights use, or used before {@link #release}} */
  public long weightBytes() {
    if (onnx != null) {
      Stream<OnnxTensor> constants =
          onnx.graph().nodes().stream()
              .flatMap(node -> node.attributes().values().stream())
              .map(OnnxAttribute::tensor)
              .filter(Objects::nonNull);
      return Float.BYTES
          * Stream.concat(onnx.graph().initialisers().values().stream(), constants)
              .mapToLong(OnnxTensor::length)
              .sum();
    }
    return graph == null || releasedBytes > 0
        ? releasedBytes
        : graph.numParams() * graph.params().dataType().width();
  }

  /** The same network, of whose file the user should know something. */
  LoadedNetwork noting(String what) {
    note = Optional.of(what);
    return this;
  }

  /** {@return what the user should know of the file, in a line; mostly empty} */
  public Optional<String> note() {
    return note;
  }

  /** {@return the kind of file that the network was loaded from} */
  public Format format() {
    return format;
  }

  /** {@return the SHA-256 of the file or archive entry: 64 lower-case hexadecimal digits} */
  public String sha256() {
    return sha256;
  }

  /**
   * Finds a layer's name in the graph. A layer of a MultiLayerNetwork may also be named by its
   * index.
   *
   * @param nameOrIndex a name, known or not, or such an index
   * @return the name in the graph, or the argument itself where it is no index of a layer
   * @throws InvalidInputException for a module of an ONNX file whose output the file no longer
   *     holds
   */
  public String layerName(String nameOrIndex) {
    return onnxLayers == null
        ? aliases.getOrDefault(nameOrIndex, nameOrIndex)
        : onnxLayers.resolve(nameOrIndex);
  }

  /**
   * {@return how pictures become the network's input; empty if its architecture does not fix that}
   */
  public Optional<Preprocessing> preprocessing() {
    return architecture.map(Architecture::preprocessing);
  }

  /**
   * The shape of one input, if the architecture, the file or the layers determine it. If strides
   * allow several sizes, the size with the most factors of two is used.
   *
   * @return a copy as DL4J has it, such as (channel, row, column); empty if it is not determined
   */
  public Optional<int[]> inputShape() {
    if (onnx != null) {
      return shape(onnx.graph().inputs());
    }
    return architecture
        .map(Architecture::inputShape)
        .or(() -> savedShape.map(int[]::clone))
        .or(() -> InputShapes.of(graph().getConfiguration()));
  }

  /**
   * {@return the shape (channel, row, column) of a picture that the network takes; empty where it
   * takes none, or the file does not tell}
   */
  public Optional<int[]> pictureShape() {
    Optional<int[]> shape = inputShape();
    boolean flat = onnx == null && shape.filter(axes -> axes.length == 1).isPresent();
    return flat
        ? InputShapes.flatPicture(graph().getConfiguration())
        : shape.filter(axes -> axes.length == 3);
  }

  /** Of the first input, if only its leading axis is free. */
  private static Optional<int[]> shape(List<OnnxValue> inputs) {
    List<OnnxValue.Axis> axes = inputs.isEmpty() ? null : inputs.get(0).axes();
    if (axes == null || axes.size() < 2 || axes.get(0).extent() > 1) {
      return Optional.empty();
    }
    int[] shape =
        IntStream.range(1, axes.size()).map(axis -> (int) axes.get(axis).extent()).toArray();
    return Optional.of(shape).filter(all -> IntStream.of(all).allMatch(extent -> extent > 0));
  }

  /**
   * Searches a shape of the only input at which a layer has a given shape, for networks whose
   * {@link #inputShape} is empty.
   *
   * @param layer the layer's name in the graph
   * @param shape the layer's shape for one example, or its number of channels alone; not modified
   * @return the smallest such shape of one example as DL4J has it; empty if none is found
   */
  public Optional<int[]> inputShapeAt(String layer, int... shape) {
    return InputShapes.at(graph().getConfiguration(), layer, shape);
  }
}
