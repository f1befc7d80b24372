package org.conductance4j.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network loaded from a file: its graph, its origin, and what the file says about its input. The
 * graph is for inference only and must not be modified.
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
   * @return the graph itself, not a copy; must not be modified
   * @throws IllegalStateException after {@link #release}
   */
  public ComputationGraph graph() {
    if (releasedBytes > 0) {
      throw new IllegalStateException("network: its weights were given back");
    }
    return graph;
  }

  /** {@return the names of the inputs, in the network's order} */
  public List<String> inputNames() {
    return List.copyOf(graph.getConfiguration().getNetworkInputs());
  }

  /**
   * Releases the memory of the weights and of DL4J's own passes. Call it once the network is
   * lowered and the graph is no longer needed; programs have their own copies.
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
      System.gc(); // frees copies that are garbage by now
    }
  }

  /** {@return the bytes that the weights use, or used before {@link #release}} */
  public long weightBytes() {
    return releasedBytes > 0
        ? releasedBytes
        : graph.numParams() * graph.params().dataType().width();
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
   * @return the name in the graph, or the argument itself if it is not an index of a layer
   */
  public String layerName(String nameOrIndex) {
    return aliases.getOrDefault(nameOrIndex, nameOrIndex);
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
    return architecture
        .map(Architecture::inputShape)
        .or(() -> savedShape.map(int[]::clone))
        .or(() -> InputShapes.of(graph.getConfiguration()));
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
    return InputShapes.at(graph.getConfiguration(), layer, shape);
  }
}
