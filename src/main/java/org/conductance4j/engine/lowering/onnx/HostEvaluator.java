package org.conductance4j.engine.lowering.onnx;

import java.util.List;
import org.conductance4j.model.onnx.OnnxNode;

/** Evaluates operations on arrays in memory: slowly, in double precision. */
final class HostEvaluator {

  private HostEvaluator() {}

  /** Whether there is a rule for an operation. */
  static boolean has(OnnxNode node) {
    String op = node.op();
    return node.domain().isEmpty()
        && (Movements.are(node)
            || HostElements.has(op)
            || HostReductions.has(op)
            || HostStructure.has(op));
  }

  static List<HostArray> apply(Operands of) {
    String op = of.node().op();
    if (Movements.are(of.node())) {
      HostArray in = of.first();
      return Movements.of(of).stream().map(in::moved).toList();
    }
    if (HostStructure.has(op)) {
      return List.of(HostStructure.apply(of));
    }
    return HostReductions.has(op) ? HostReductions.apply(of) : List.of(HostElements.apply(of));
  }
}
