package org.conductance4j.model.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.config.InvalidInputException;

/** Checks that the tensors of a graph have names of their own and are made before they are read. */
final class OnnxOrder {

  private final String path;
  private final Set<String> made = new HashSet<>();

  private OnnxOrder(String path) {
    this.path = path;
  }

  static void check(String path, OnnxGraph graph) {
    new OnnxOrder(path).check(graph);
  }

  private void check(OnnxGraph graph) {
    List<String> own = new ArrayList<>(graph.initialisers().keySet());
    graph.inputs().forEach(input -> own.add(input.name()));
    own.forEach(this::make);
    Set<String> later = new HashSet<>();
    graph.nodes().forEach(node -> later.addAll(node.outputs()));
    for (OnnxNode node : graph.nodes()) {
      for (String read : node.inputs()) {
        if (!made.contains(read) && later.contains(read) && !read.isEmpty()) {
          throw InvalidInputException.of(
              path,
              "must have each node behind those that it reads",
              "'"
                  + (node.name().isEmpty() ? node.output() : node.name())
                  + "' ("
                  + node.kind()
                  + ") that reads '"
                  + read
                  + "' of a later node",
              "export it again; a cycle cannot be computed");
        }
      }
      for (OnnxAttribute attribute : node.attributes().values()) {
        OnnxGraph body = attribute.graph();
        if (body != null) {
          check(body);
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          make(output);
          own.add(output);
        }
      }
    }
    own.forEach(made::remove);
  }

  private void make(String name) {
    if (!made.add(name)) {
      throw twice(path, name);
    }
  }

  static InvalidInputException twice(String path, String name) {
    return InvalidInputException.of(
        path,
        "must give each tensor a name of its own",
        "two of '" + name + "'",
        "export it again");
  }
}
