package org.conductance4j.model;

import java.util.Map;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Refuses networks with NaN or infinite weights. */
final class FiniteWeights {

  private FiniteWeights() {}

  /** The network if its weights are finite, in float32 if it has another type than float64. */
  static ComputationGraph require(String path, ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
        INDArray values = entry.getValue();
        if (!values.isEmpty() && !Double.isFinite(values.sumNumber().doubleValue())) {
          require(path, layer.conf().getLayer().getLayerName(), entry.getKey(), values);
        }
      }
    }
    DataType type = graph.getConfiguration().getDataType();
    return type == DataType.FLOAT || type == DataType.DOUBLE
        ? graph
        : graph.convertDataType(DataType.FLOAT);
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
