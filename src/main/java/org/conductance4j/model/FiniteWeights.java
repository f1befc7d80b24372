package org.conductance4j.model;

import java.util.Map;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Refuses networks with NaN or infinite weights. */
final class FiniteWeights {

  private FiniteWeights() {}

  static void require(String path, ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
        INDArray values = entry.getValue();
        if (!values.isEmpty() && !Double.isFinite(values.sumNumber().doubleValue())) {
          require(path, layer.conf().getLayer().getLayerName(), entry.getKey(), values);
        }
      }
    }
  }

  /** Checks every element, because a sum of finite values may overflow. */
  private static void require(String path, String layer, String parameter, INDArray values) {
    for (double value : values.dup('c').data().asDouble()) {
      if (!Double.isFinite(value)) {
        throw InvalidInputException.of(
            path,
            "weights must be finite",
            value + " in " + parameter + " of layer '" + layer + "'",
            "train the network anew");
      }
    }
  }
}
