package org.conductance4j.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network read from a file: the graph, where it came from, and what its source knows about its
 * input. The graph is to be used for inference only and not to be modified.
 */
public final class LoadedNetwork {

  /** What kind of file a network came from. */
  public enum Format {
    /** A DL4J zip of a MultiLayerNetwork. */
    DL4J_MULTI_LAYER,
    /** A DL4J zip of a ComputationGraph. */
    DL4J_GRAPH,
    /** Weights of PyTorch (.pth or .safetensors) with an architecture of ours. */
    PYTORCH,
    /** A Keras file (.h5). */
    KERAS
  }

  private final ComputationGraph graph;
  private final Format format;
  private final String sha256;
  private final Map<String, String> aliases;
  private final Optional<Architecture> architecture;
  private final Optional<int[]> savedShape;
  private long releasedBytes;

  LoadedNetwork(
      ComputationGraph graph,
      Format format,
      String sha256,
      Map<String, String> aliases,
      Optional<Architecture> architecture,
      Optional<int[]> savedShape) {
    this.graph = graph;
    this.format = format;
    this.sha256 = sha256;
    this.aliases = Map.copyOf(aliases);
    this.architecture = architecture;
    this.savedShape = savedShape;
  }

  /**
   * The network.
   *
   * @return the graph itself, not a copy; not to be modified
   * @throws IllegalStateException after {@link #release}
   */
  public ComputationGraph graph() {
    if (releasedBytes > 0) {
      throw new IllegalStateException("network: its weights were given back");
    }
    return graph;
  }

  /**
   * The network's inputs.
   *
   * @return their names, in the network's order
   */
  public List<String> inputNames() {
    return List.copyOf(graph.getConfiguration().getNetworkInputs());
  }

  /**
   * Gives the memory of the weights back, for whoever has lowered the network and needs the graph
   * no more; what DL4J kept for its passes goes with it. Programs have copies of their own.
   */
  public void release() {
    if (releasedBytes > 0 || graph.numParams() == 0) {
      return;
    }
    DataBuffer view = graph.params().data();
    DataBuffer whole = view.originalDataBuffer() == null ? view : view.originalDataBuffer();
    if (whole.closeable()) {
      releasedBytes = weightBytes();
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
      whole.close();
      System.gc(); // copies made on the way are freed when they are found to be garbage
    }
  }

  /**
   * Memory that the weights take, or took before {@link #release}.
   *
   * @return bytes
   */
  public long weightBytes() {
    return releasedBytes > 0
        ? releasedBytes
        : graph.numParams() * graph.params().dataType().width();
  }

  /**
   * What kind of file the network came from.
   *
   * @return the format
   */
  public Format format() {
    return format;
  }

  /**
   * Fingerprint of the file, or of the archive's entry that the path names.
   *
   * @return SHA-256 in 64 lower-case hexadecimal digits
   */
  public String sha256() {
    return sha256;
  }

  /**
   * The layer's name in the graph: a layer of a MultiLayerNetwork may also be named by its index.
   *
   * @param nameOrIndex a name, known or not, or such an index
   * @return the name in the graph, or the argument itself where it is no index of a layer
   */
  public String layerName(String nameOrIndex) {
    return aliases.getOrDefault(nameOrIndex, nameOrIndex);
  }

  /**
   * How pictures become this network's input, where its architecture fixes that.
   *
   * @return the preset, empty for a network that does not say
   */
  public Optional<Preprocessing> preprocessing() {
    return architecture.map(Architecture::preprocessing);
  }

  /**
   * Shape of one input, where the architecture fixes it, the file says it, or the layers tell it.
   * Where strides let several sizes come out alike, it is the one of most factors of two.
   *
   * @return a copy as DL4J has it, such as (channel, row, column); empty for a network that does
   *     not say
   */
  public Optional<int[]> inputShape() {
    return architecture
        .map(Architecture::inputShape)
        .or(() -> savedShape.map(int[]::clone))
        .or(() -> InputShapes.of(graph.getConfiguration()));
  }

  /**
   * Searches a shape of the only input at which a layer has a given shape, for a network that does
   * not say what its input looks like.
   *
   * @param layer the layer's name in the graph
   * @param shape the layer's shape for one example, or its number of channels alone; not modified
   * @return the smallest such shape of one example as DL4J has it; empty where none is found
   */
  public Optional<int[]> inputShapeAt(String layer, int... shape) {
    return InputShapes.at(graph.getConfiguration(), layer, shape);
  }
}
