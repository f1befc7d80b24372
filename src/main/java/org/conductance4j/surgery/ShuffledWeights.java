package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Shuffle;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.model.LoadedNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes copies of a network whose top layers have shuffled weights: the numbers of each parameter
 * array of such a layer are in a random order. The network itself is never changed.
 */
public final class ShuffledWeights {

  private final LoadedNetwork network;
  private final List<String> layers;
  private final long seed;

  /**
   * Prepares a network.
   *
   * @param network not modified
   * @param seed of the orders
   */
  public ShuffledWeights(LoadedNetwork network, long seed) {
    this.network = network;
    this.seed = seed;
    GraphCopy graph = new GraphCopy(network.graph());
    List<String> order = new ArrayList<>(graph.order());
    Collections.reverse(order);
    this.layers = order.stream().filter(name -> !graph.parameters(name).isEmpty()).toList();
  }

  /** {@return the names of the layers with weights, the output's first} */
  public List<String> layers() {
    return layers;
  }

  /**
   * {@return the network with shuffled weights in its top layers} The order within a layer does not
   * depend on how many layers are shuffled.
   *
   * @param count number of layers, from the output
   * @param precision of the computation
   * @param inputShape shape of one example as DL4J takes it
   */
  public Program top(int count, Precision precision, int... inputShape) {
    GraphCopy graph = new GraphCopy(network.graph());
    SplittableRandom random = new SplittableRandom(seed);
    for (String layer : layers.subList(0, count)) {
      graph.parameters(layer).replaceAll((key, value) -> shuffled(value, random));
    }
    return Dl4jLowering.lower(graph.build(), precision, inputShape);
  }

  private static INDArray shuffled(INDArray parameter, SplittableRandom random) {
    double[] values = parameter.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    int[] order = Shuffle.order(values.length, random);
    return Nd4j.createFromArray(IntStream.of(order).mapToDouble(k -> values[k]).toArray())
        .castTo(parameter.dataType())
        .reshape('c', parameter.shape());
  }
}
