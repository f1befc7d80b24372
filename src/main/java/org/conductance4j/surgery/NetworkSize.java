package org.conductance4j.surgery;

import java.util.Map;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The size of a network.
 *
 * @param bytes of the saved file
 * @param parameters number of all parameters
 * @param flops of one example: two for each weight and output position at which it is used; biases,
 *     normalisations and activations are not counted
 */
public record NetworkSize(long bytes, long parameters, long flops) {

  static NetworkSize of(PrunedNetwork network, Program program) {
    ComputationGraph graph = network.graph();
    return new NetworkSize(network.fileBytes(), graph.numParams(), flops(graph, program));
  }

  private static long flops(ComputationGraph graph, Program program) {
    long flops = 0;
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      Layer here = program.layer(name);
      long positions = here.neurons() / here.shape().get(program.channelAxis(here));
      for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
        if (entry.getKey().endsWith("W")) {
          flops += 2 * positions * entry.getValue().length();
        }
      }
    }
    return flops;
  }
}
