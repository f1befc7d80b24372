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

/** A network that was pruned for good, as DL4J holds it. */
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

  /** The same with other parameters. */
  PrunedNetwork with(ComputationGraph tuned) {
    return new PrunedNetwork(tuned, sequential, removed, changed, zeroed);
  }

  /** The channels whose weights were zeroed, by layer. */
  Map<String, BitSet> zeroed() {
    return zeroed;
  }

  /**
   * The network.
   *
   * @return the graph itself, not a copy
   */
  ComputationGraph graph() {
    return graph;
  }

  /**
   * How many channels of the layer are gone.
   *
   * @return the count; 0 where units were masked only
   */
  public int removed() {
    return removed;
  }

  /**
   * The layers whose weights were zeroed, or the layer with the mask that went in.
   *
   * @return their names
   */
  public List<String> changed() {
    return changed;
  }

  /**
   * DL4J's class of the saved network.
   *
   * @return {@code MultiLayerNetwork} where the network was one and still can be, else {@code
   *     ComputationGraph}
   */
  public String type() {
    return sequential ? "MultiLayerNetwork" : "ComputationGraph";
  }

  /** The network in the class that it is saved as. */
  private Model model() {
    return sequential ? LayerChain.of(graph) : graph;
  }

  /**
   * Saves the network without training state, as a zip that plain DL4J loads.
   *
   * @param file replaced if it is there
   * @throws org.conductance4j.config.InvalidInputException if it cannot be written
   */
  public void save(Path file) {
    NetworkFile.save(model(), file);
  }

  /**
   * Saves the network with the shape of its input, which DL4J does not save: an entry of the zip
   * more, that plain DL4J passes over.
   *
   * @param inputShape of one example as DL4J has it
   * @param file replaced if it is there
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

  /** The network that plain DL4J makes of the bytes that are saved. */
  ComputationGraph reloaded() {
    try (ByteArrayInputStream in = new ByteArrayInputStream(bytes())) {
      return sequential
          ? LayerStack.toGraph(ModelSerializer.restoreMultiLayerNetwork(in, false))
          : ModelSerializer.restoreComputationGraph(in, false);
    } catch (IOException e) {
      throw new UncheckedIOException("pruned network: cannot be read again", e);
    }
  }

  /** Length of the saved file. */
  long fileBytes() {
    return bytes().length;
  }
}
