package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.onnx.OnnxGraph;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxTensor;
import org.jspecify.annotations.Nullable;

/**
 * The embedding that looks up vectors by the numbers of one input: the first Gather of a constant
 * matrix by that input, or by what moves its numbers or shifts them by a constant.
 */
final class TokenLookup {

  /** Operations that keep the tokens in their first input, if only in another order or type. */
  private static final Set<String> FIRST =
      Set.of(
          "Cast",
          "Identity",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Flatten",
          "Transpose",
          "Slice",
          "Expand",
          "Clip");

  private final OnnxGraph graph;
  private final String input;
  private final OnnxNode gather;
  private final HostArray table;

  private TokenLookup(OnnxGraph graph, String input, OnnxNode gather, HostArray table) {
    this.graph = graph;
    this.input = input;
    this.gather = gather;
    this.table = table;
  }

  /** The lookup by an input of a graph; null if there is none. */
  static @Nullable TokenLookup of(OnnxGraph graph, String input) {
    Set<String> constants = new HashSet<>(graph.initialisers().keySet());
    Set<String> tokens = new HashSet<>(Set.of(input));
    for (OnnxNode node : graph.nodes()) {
      if (constants.containsAll(node.reads())) {
        constants.addAll(node.outputs());
      } else if (keepsTokens(node, tokens, constants)) {
        tokens.add(node.output());
      } else if (node.kind().equals("Gather")
          && node.integer("axis", 0) == 0
          && tokens.contains(node.input(1))
          && constants.contains(node.input(0))) {
        HostArray table = evaluated(graph, node.input(0), Map.of());
        if (table.isReal() && table.rank() == 2) {
          return new TokenLookup(graph, input, node, table);
        }
      }
    }
    return null;
  }

  private static boolean keepsTokens(OnnxNode node, Set<String> tokens, Set<String> constants) {
    if (!node.domain().isEmpty()) {
      return false;
    }
    return switch (node.op()) {
      case "Add", "Sub" ->
          (tokens.contains(node.input(0)) && constants.contains(node.input(1)))
              || (tokens.contains(node.input(1)) && constants.contains(node.input(0)));
      case "Where" -> tokens.contains(node.input(1)) || tokens.contains(node.input(2));
      default -> FIRST.contains(node.op()) && tokens.contains(node.input(0));
    };
  }

  /** Number of tokens that there are vectors for. */
  int tokens() {
    return table.dims()[0];
  }

  /** Names of all tensors that hold the vectors: some files look up twice. */
  List<String> outputs() {
    return graph.nodes().stream()
        .filter(node -> node.kind().equals("Gather") && node.integer("axis", 0) == 0)
        .filter(node -> node.inputs().equals(gather.inputs()))
        .map(OnnxNode::output)
        .toList();
  }

  /** Extents of what is looked up, with all of the file's axes. */
  int[] dims(Map<String, HostArray> values) {
    return Shapes.joined(indices(values).dims(), new int[] {table.dims()[1]});
  }

  private HostArray indices(Map<String, HostArray> values) {
    return evaluated(graph, gather.input(1), values);
  }

  /**
   * Looks up vectors.
   *
   * @param values of all inputs that are known, among them one example of the tokens
   * @param tokens of several examples
   * @return the vectors, row-major
   */
  double[] vectors(Map<String, HostArray> values, double... tokens) {
    HostArray own = Objects.requireNonNull(values.get(input));
    int length = own.length();
    if (length == 0 || tokens.length % length != 0) {
      throw InvalidInputException.of(
          "input '" + input + "'",
          "needs " + length + " tokens an example",
          tokens.length,
          "give as many as in the input");
    }
    requireTokens(tokens);
    List<double[]> found = new ArrayList<>();
    for (int start = 0; start < tokens.length; start += length) {
      int from = start;
      Map<String, HostArray> others = new HashMap<>(values);
      others.put(
          input,
          own.isReal()
              ? HostArray.reals(own.type(), own.dims(), i -> tokens[from + i])
              : HostArray.integers(own.type(), own.dims(), i -> (long) tokens[from + i]));
      found.add(table.rows(rows(indices(others))));
    }
    return found.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private void requireTokens(double... tokens) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] != Math.rint(tokens[i]) || tokens[i] < 0) {
        throw unknown(tokens[i], i);
      }
    }
  }

  private int[] rows(HostArray indices) {
    long[] all = indices.integers();
    for (int i = 0; i < all.length; i++) {
      if (all[i] < 0 || all[i] >= tokens()) {
        throw unknown(all[i], i);
      }
    }
    return indices.ints();
  }

  private InvalidInputException unknown(Number token, int place) {
    return InvalidInputException.of(
        "input '" + input + "'",
        "needs tokens, numbers from 0 to " + (tokens() - 1),
        token + " at element " + place,
        "give what the network was trained on");
  }

  /** A tensor that depends on some arrays alone. */
  static HostArray evaluated(OnnxGraph graph, String tensor, Map<String, HostArray> values) {
    OnnxTensor stored = graph.initialisers().get(tensor);
    HostArray given = stored != null ? HostArray.of(stored) : values.get(tensor);
    if (given != null) {
      return given;
    }
    GraphWalk walk =
        new GraphWalk(
            needed(graph, tensor, values.keySet()),
            Set.of(),
            new ProgramBuilder(Precision.FLOAT64),
            null);
    values.forEach(walk::define);
    walk.walk();
    return (HostArray) walk.value(tensor);
  }

  private static OnnxGraph needed(OnnxGraph graph, String tensor, Set<String> known) {
    Map<String, OnnxNode> makers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    Set<OnnxNode> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, OnnxTensor> read = new LinkedHashMap<>();
    Deque<String> names = new ArrayDeque<>(List.of(tensor));
    Set<String> seen = new HashSet<>(known);
    while (!names.isEmpty()) {
      String name = names.pop();
      OnnxTensor stored = graph.initialisers().get(name);
      OnnxNode maker = makers.get(name);
      if (stored != null) {
        read.put(name, stored);
      } else if (seen.add(name) && maker != null && nodes.add(maker)) {
        names.addAll(maker.reads());
      }
    }
    List<OnnxNode> ordered = graph.nodes().stream().filter(nodes::contains).toList();
    return new OnnxGraph(ordered, read, List.of(), List.of());
  }
}
