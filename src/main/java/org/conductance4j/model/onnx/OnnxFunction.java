package org.conductance4j.model.onnx;

import java.util.List;

/** An operation that the file defines by others. */
record OnnxFunction(
    String key,
    List<String> inputs,
    List<String> outputs,
    List<OnnxAttribute> defaults,
    List<OnnxNode> nodes) {

  static String key(String domain, String name, String overload) {
    return domain + ":" + (overload.isEmpty() ? name : name + ":" + overload);
  }

  static String key(OnnxNode node) {
    return node.domain() + ":" + node.op();
  }
}
