package org.conductance4j.model.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Puts the operations of which functions consist in the place of their calls. */
final class FunctionInliner {

  private static final int DEEPEST = 32;

  /** Bytes of the heap for each node that is made, and for each of the letters before its names. */
  private static final int NODE = 1 << 11;

  private static final int LETTER = 1 << 3;

  private final String path;
  private final Map<String, OnnxFunction> functions = new HashMap<>();
  private int calls;
  private long bytes;

  FunctionInliner(String path, List<OnnxFunction> functions) {
    this.path = path;
    functions.forEach(function -> this.functions.put(function.key(), function));
  }

  OnnxGraph inline(OnnxGraph graph) {
    return functions.isEmpty() ? graph : inline(graph, 0);
  }

  private OnnxGraph inline(OnnxGraph graph, int depth) {
    List<OnnxNode> nodes = new ArrayList<>();
    graph.nodes().forEach(node -> add(node, nodes, depth));
    return graph.withNodes(nodes);
  }

  private void add(OnnxNode node, List<OnnxNode> into, int depth) {
    OnnxFunction function = functions.get(OnnxFunction.key(node));
    if (function == null) {
      into.add(withBodies(node, depth));
      return;
    }
    if (depth == DEEPEST) {
      throw InvalidInputException.of(
          path,
          "must have functions that end",
          "'" + OnnxReader.shown(function.key()) + "' that calls others without end",
          "export it again");
    }
    calls++;
    String prefix = (node.name().isEmpty() ? node.op() : node.name()) + "#" + calls + "/";
    Map<String, String> names = new HashMap<>();
    for (int k = 0; k < function.inputs().size(); k++) {
      names.put(function.inputs().get(k), node.input(k));
    }
    for (int k = 0; k < Math.min(function.outputs().size(), node.outputs().size()); k++) {
      if (!node.outputs().get(k).isEmpty()) {
        names.putIfAbsent(function.outputs().get(k), node.outputs().get(k));
      }
    }
    Map<String, OnnxAttribute> given = new LinkedHashMap<>();
    function.defaults().forEach(one -> given.put(one.name(), one));
    given.putAll(node.attributes());
    UnaryOperator<String> renaming =
        name -> name.isEmpty() ? name : names.computeIfAbsent(name, inner -> prefix + inner);
    for (OnnxNode inner : function.nodes()) {
      add(renamed(inner, node, prefix, renaming, given), into, depth + 1);
    }
  }

  private OnnxNode withBodies(OnnxNode node, int depth) {
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>(node.attributes());
    attributes.replaceAll(
        (key, attribute) -> {
          OnnxGraph body = attribute.graph();
          return body == null ? attribute : attribute.withGraph(inline(body, depth));
        });
    return with(node, node.name(), node.inputs(), node.outputs(), attributes);
  }

  /** Functions in functions, each called several times, grow fast. */
  private void count(String prefix) {
    bytes += NODE + (long) LETTER * prefix.length();
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw InvalidInputException.of(
          path,
          "must fit the heap with its functions inlined",
          "more than " + calls + " calls",
          "give the JVM more with JAVA_OPTS=-Xmx4g");
    }
  }

  private OnnxNode renamed(
      OnnxNode inner,
      OnnxNode call,
      String prefix,
      UnaryOperator<String> renaming,
      Map<String, OnnxAttribute> given) {
    count(prefix);
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    inner
        .attributes()
        .forEach(
            (key, attribute) -> {
              OnnxAttribute value = resolved(attribute, given);
              OnnxGraph body = value == null ? null : value.graph();
              if (value != null) {
                attributes.put(
                    key,
                    body == null ? value : value.withGraph(renamed(body, prefix, renaming, given)));
              }
            });
    OnnxNode scoped =
        with(
            inner,
            prefix + inner.name(),
            inner.inputs().stream().map(renaming).toList(),
            inner.outputs().stream().map(renaming).toList(),
            attributes);
    return inner.scopes().isEmpty() ? inScopesOf(scoped, call) : scoped;
  }

  private static @Nullable OnnxAttribute resolved(
      OnnxAttribute attribute, Map<String, OnnxAttribute> given) {
    String reference = attribute.reference();
    if (reference == null) {
      return attribute;
    }
    OnnxAttribute value = given.get(reference);
    return value == null ? null : value.renamed(attribute.name());
  }

  private OnnxGraph renamed(
      OnnxGraph body,
      String prefix,
      UnaryOperator<String> renaming,
      Map<String, OnnxAttribute> given) {
    Map<String, OnnxTensor> initialisers = new LinkedHashMap<>();
    body.initialisers().forEach((name, one) -> initialisers.put(renaming.apply(name), one));
    return new OnnxGraph(
        body.nodes().stream().map(node -> renamed(node, node, prefix, renaming, given)).toList(),
        initialisers,
        body.inputs().stream().map(value -> renamed(value, renaming)).toList(),
        body.outputs().stream().map(value -> renamed(value, renaming)).toList());
  }

  private static OnnxValue renamed(OnnxValue value, UnaryOperator<String> renaming) {
    return new OnnxValue(renaming.apply(value.name()), value.type(), value.axes());
  }

  private static OnnxNode inScopesOf(OnnxNode node, OnnxNode call) {
    return new OnnxNode(
        node.op(),
        node.domain(),
        node.version(),
        node.name(),
        node.inputs(),
        node.outputs(),
        node.attributes(),
        call.scopes(),
        node.rewritten());
  }

  private static OnnxNode with(
      OnnxNode node,
      String name,
      List<String> inputs,
      List<String> outputs,
      Map<String, OnnxAttribute> attributes) {
    return new OnnxNode(
        node.op(),
        node.domain(),
        node.version(),
        name,
        inputs,
        outputs,
        attributes,
        node.scopes(),
        node.rewritten());
  }
}
