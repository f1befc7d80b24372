package org.conductance4j.surgery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.conductance4j.model.LayerStack;
import org.conductance4j.model.NetworkFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/** A permanently pruned network as a DL4J graph, which can be saved as a DL4J zip. */
public final class PrunedNetwork {

  private final ComputationGraph graph;
  private final boolean sequential;
  private final int removed;
  private final List<String> changed;
  private final Map<String, BitSet> zeroed;

  PrunedNetwork(
      ComputationGraph graph,
      boolean sequential,
      int removed,
      List<String> changed,
      Map<String, BitSet> zeroed) {
    this.graph = graph;
    this.sequential = sequential && LayerChain.is(graph.getConfiguration());
    this.removed = removed;
    this.changed = List.copyOf(changed);
    this.zeroed = Map.copyOf(zeroed);
  }

  /** The same network with other parameters. */
  PrunedNetwork with(ComputationGraph tuned) {
    return new PrunedNetwork(tuned, sequential, removed, changed, zeroed);
  }

  /** The channels whose weights were zeroed, by layer. */
  Map<String, BitSet> zeroed() {
    return zeroed;
  }

  /** The graph itself, not a copy. */
  ComputationGraph graph() {
    return graph;
  }

  /** {@return the number of channels removed from the layer; 0 if neurons were only masked} */
  public int removed() {
    return removed;
  }

  /**
   * {@return the names of the layers whose weights were zeroed, or of the masking layer that was
   * inserted}
   */
  public List<String> changed() {
    return changed;
  }

  /**
   * {@return DL4J's class of the saved network: {@code MultiLayerNetwork} if it was one and still
   * can be, else {@code ComputationGraph}}
   */
  public String type() {
    return sequential ? "MultiLayerNetwork" : "ComputationGraph";
  }

  /** The network in the class in which it is saved. */
  private Model model() {
    return sequential ? LayerChain.of(graph) : graph;
  }

  /**
   * Saves the network without training state, as a zip that plain DL4J loads.
   *
   * @param file replaced if it exists
   * @throws org.conductance4j.config.InvalidInputException if it cannot be written
   */
  public void save(Path file) {
    NetworkFile.save(model(), file);
  }

  /**
   * Saves the network together with the shape of its input, in an additional entry of the zip that
   * plain DL4J ignores.
   *
   * @param inputShape of one example as DL4J takes it
   * @param file replaced if it exists
   * @throws org.conductance4j.config.InvalidInputException if it cannot be written
   */
  public void save(int[] inputShape, Path file) {
    NetworkFile.save(model(), inputShape, file);
  }

  /** The bytes that {@link #save(Path)} writes. */
  private byte[] bytes() {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ModelSerializer.writeModel(model(), out, false);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("pruned network: cannot be serialised", e);
    }
  }

  /** The network that plain DL4J loads from the saved bytes. */
  ComputationGraph reloaded() {
    try (ByteArrayInputStream in = new ByteArrayInputStream(bytes())) {
      return sequential
          ? LayerStack.toGraph(ModelSerializer.restoreMultiLayerNetwork(in, false))
          : ModelSerializer.restoreComputationGraph(in, false);
    } catch (IOException e) {
      throw new UncheckedIOException("pruned network: cannot be read again", e);
    }
  }

  /** Length of the saved file in bytes. */
  long fileBytes() {
    return bytes().length;
  }
}
