package org.conductance4j.engine;

import java.util.Random;
import java.util.function.Function;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Networks of layers one after the other, held to DL4J's own inference. */
public final class Chains {

  private Chains() {}

  /**
   * Two random shapes, in batches of 1 and 3, each with random parameters.
   *
   * @param name of the case; with "double" in it DL4J is asked in float64 alone
   */
  public static void check(
      String name,
      Function<Random, int[]> shapes,
      Function<int[], InputType> type,
      Layer... layers) {
    for (int seed = 0; seed < 2; seed++) {
      int[] shape = shapes.apply(new Random(31L * seed + name.hashCode()));
      ComputationGraph graph = graph(type.apply(shape), seed, layers);
      if (name.contains("double")) {
        NetworkOracle.checkInDouble(graph, shape, 1 + 2 * seed, seed);
      } else {
        NetworkOracle.check(graph, shape, 1 + 2 * seed, seed);
      }
    }
  }

  public static ComputationGraph graph(InputType type, int seed, Layer... layers) {
    var builder = new NeuralNetConfiguration.Builder().seed(seed).graphBuilder().addInputs("input");
    String before = "input";
    for (int k = 0; k < layers.length; k++) {
      builder.addLayer("layer" + k, layers[k].clone(), before);
      before = "layer" + k;
    }
    builder.setOutputs(before).setInputTypes(type);
    return NetworkOracle.initialised(new ComputationGraph(builder.build()), seed);
  }
}
