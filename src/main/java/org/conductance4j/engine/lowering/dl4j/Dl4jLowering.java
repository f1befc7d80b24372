package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.model.LayerStack;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The front end of DL4J networks: lowers a trained network to a program. */
public final class Dl4jLowering {

  private Dl4jLowering() {}

  /**
   * Lowers a graph.
   *
   * @param graph a trained network; not modified
   * @param precision what to compute in
   * @param inputShape shape of one example as DL4J has it, such as (channel, row, column); may be
   *     left out where the network's first layer tells it
   * @return the program
   * @throws InvalidInputException if a layer cannot be lowered, or the shape does not fit
   */
  public static Program lower(ComputationGraph graph, Precision precision, int... inputShape) {
    return lower(graph, precision, Map.of(), inputShape);
  }

  /**
   * Lowers a graph of which some layers or vertices are the user's own functions. They take the
   * place of what the network has under their names, such as a SameDiff layer that the engine does
   * not know, preprocessor and activation included.
   *
   * @param graph a trained network; not modified
   * @param precision what to compute in
   * @param functions by the layer's name; a vertex with several inputs gets them flattened and
   *     concatenated
   * @param inputShape shape of one example as DL4J has it
   * @return the program, up to the network's first output
   * @throws InvalidInputException if a name is unknown, a layer cannot be lowered, or the shape
   *     does not fit
   */
  public static Program lower(
      ComputationGraph graph,
      Precision precision,
      Map<String, ? extends LayerFunction> functions,
      int... inputShape) {
    List<String> inputs = graph.getConfiguration().getNetworkInputs();
    if (inputShape.length > 0 && inputs.size() > 1) {
      throw InvalidInputException.of(
          "network",
          "needs the shapes of its inputs " + inputs,
          Arrays.toString(inputShape),
          "give each by name");
    }
    Map<String, int[]> shapes =
        inputShape.length == 0 ? Map.of() : Map.of(inputs.get(0), inputShape);
    return new GraphLowering(graph, precision, functions).lower(shapes);
  }

  /**
   * Lowers a graph of one or several inputs and outputs.
   *
   * @param graph a trained network; not modified
   * @param precision what to compute in
   * @param functions as in {@link #lower(ComputationGraph, Precision, Map, int...)}
   * @param inputShapes by the input's name, each of one example as DL4J has it; those may be left
   *     out that the network's layers tell
   * @return the program, up to the network's first output
   * @throws InvalidInputException if a name is unknown, a layer cannot be lowered, or a shape does
   *     not fit
   */
  public static Program lowerNamed(
      ComputationGraph graph,
      Precision precision,
      Map<String, ? extends LayerFunction> functions,
      Map<String, int[]> inputShapes) {
    List<String> inputs = graph.getConfiguration().getNetworkInputs();
    for (String name : inputShapes.keySet()) {
      if (!inputs.contains(name)) {
        throw NearMatches.unknown("input", name, inputs);
      }
    }
    return new GraphLowering(graph, precision, functions).lower(inputShapes);
  }

  /**
   * Lowers a sequential network. A layer without a name is called by its place, such as {@code
   * layer0}.
   *
   * @param network a trained network; not modified
   * @param precision what to compute in
   * @param inputShape as for {@link #lower(ComputationGraph, Precision, int...)}
   * @return the program
   * @throws InvalidInputException if a layer cannot be lowered, or the shape does not fit
   */
  public static Program lower(MultiLayerNetwork network, Precision precision, int... inputShape) {
    return lower(LayerStack.toGraph(network), precision, inputShape);
  }

  /**
   * Whether a network's first input, if it is a picture, has the shape (row, column, channel).
   *
   * @param graph the network; not modified
   * @return true if so, as in networks from Keras
   */
  public static boolean readsChannelsLast(ComputationGraph graph) {
    return InputReaders.layout(graph.getConfiguration()) == AxisOrder.CHANNELS_LAST;
  }
}
