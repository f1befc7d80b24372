package org.conductance4j.model.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operations in an order in which each comes after those that it reads.
 *
 * @param nodes the operations
 * @param initialisers constants by name
 * @param inputs what is given from outside: inputs with a constant of their name are left out
 * @param outputs what it gives
 */
public record OnnxGraph(
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> initialisers,
    List<OnnxValue> inputs,
    List<OnnxValue> outputs) {

  /** Copies the lists. */
  public OnnxGraph {
    nodes = List.copyOf(nodes);
    initialisers = Collections.unmodifiableMap(new LinkedHashMap<>(initialisers));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  OnnxGraph withNodes(List<OnnxNode> others) {
    return new OnnxGraph(others, initialisers, inputs, outputs);
  }
}
