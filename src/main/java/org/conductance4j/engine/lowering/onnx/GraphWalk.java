package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.onnx.OnnxAttribute;
import org.conductance4j.model.onnx.OnnxGraph;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.conductance4j.model.onnx.OnnxValue;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a graph node by node. What depends on the explained input is lowered, the rest
 * evaluated at once; extents are known everywhere, since those of the inputs are.
 */
final class GraphWalk {

  private static final Map<String, DataRule> RULES = new HashMap<>();

  /** Kinds of operations that one message names. */
  private static final int MOST_NAMED = 10;

  static {
    ElementRules.register(RULES);
    WindowRules.register(RULES);
    ProductRules.register(RULES);
    ResizeRules.register(RULES);
    NormalisationRules.register(RULES);
    AttentionRules.register(RULES);
    EinsumRules.register(RULES);
    RecurrentRules.register(RULES);
    ScatterRules.register(RULES);
  }

  private final OnnxGraph whole;
  private final Set<String> modules;
  private final ProgramBuilder builder;
  private final @Nullable Tensors tensors;
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, Data> starts = new HashMap<>();
  private final Map<String, Data> lowered = new LinkedHashMap<>();
  private final Map<String, String> operations = new HashMap<>();

  /**
   * Prepares.
   *
   * @param modules tensors that are computed as they are, since somebody may ask for them
   * @param tensors null for a graph in which nothing depends on an explained input
   */
  GraphWalk(
      OnnxGraph whole, Set<String> modules, ProgramBuilder builder, @Nullable Tensors tensors) {
    this.whole = whole;
    this.modules = Set.copyOf(modules);
    this.builder = builder;
    this.tensors = tensors;
  }

  void define(String name, Known value) {
    known.put(name, value);
  }

  /** Takes a tensor as explained instead of evaluating the node that gives it. */
  void start(String name, Data value) {
    starts.put(name, value);
  }

  void walk() {
    requireKnown();
    whole.initialisers().forEach((name, tensor) -> known.put(name, HostArray.of(tensor)));
    List<OnnxNode> nodes = whole.nodes();
    Map<String, Integer> last = new HashMap<>();
    for (int k = 0; k < nodes.size(); k++) {
      for (String name : nodes.get(k).reads()) {
        last.put(name, k);
      }
    }
    whole.outputs().forEach(output -> last.remove(output.name()));
    for (int k = 0; k < nodes.size(); k++) {
      node(nodes.get(k));
      for (String name : nodes.get(k).reads()) {
        if (last.getOrDefault(name, -1) == k) {
          drop(name);
        }
      }
    }
  }

  /** Forgets a tensor that nobody reads any more, if it has places of its own. */
  private void drop(String name) {
    if (known.get(name) instanceof Data data && !data.isSettled()) {
      known.remove(name);
      lowered.remove(name);
    }
  }

  private void walk(OnnxGraph graph) {
    graph.initialisers().forEach((name, tensor) -> known.put(name, HostArray.of(tensor)));
    graph.nodes().forEach(this::node);
  }

  Known value(String name) {
    Known value = known.get(name);
    if (value == null) {
      throw builder.refuse(
          "must read tensors of the nodes before it",
          "'" + name + "', which there is not",
          "export the network again");
    }
    return value;
  }

  /** Whether a tensor does not depend on the explained input. */
  boolean isFixed(String name) {
    return known.get(name) instanceof HostArray;
  }

  /** What depends on the explained input and is a value itself, in the graph's order. */
  Map<String, Data> lowered() {
    return lowered;
  }

  /** The kind of node that gave a tensor. */
  String operation(String tensor) {
    return operations.getOrDefault(tensor, "");
  }

  /** All kinds of nodes that nobody knows, before anything is computed. */
  private void requireKnown() {
    Map<String, Integer> unknown = new TreeMap<>();
    for (OnnxNode node : whole.nodes()) {
      boolean rule = node.domain().isEmpty() && RULES.containsKey(node.op());
      if (!rule && !HostEvaluator.has(node) && !node.kind().equals("If")) {
        unknown.merge(node.kind(), 1, Integer::sum);
      }
    }
    if (!unknown.isEmpty()) {
      List<String> counts = new ArrayList<>();
      unknown.entrySet().stream()
          .limit(MOST_NAMED)
          .forEach(
              one ->
                  counts.add(
                      one.getKey()
                          + " ("
                          + one.getValue()
                          + (one.getValue() == 1 ? " node)" : " nodes)")));
      if (unknown.size() > MOST_NAMED) {
        counts.add((unknown.size() - MOST_NAMED) + " others");
      }
      throw InvalidInputException.of(
          "network",
          "must consist of operations that the engine knows",
          String.join(", ", counts),
          remedy(unknown));
    }
  }

  private static String remedy(Map<String, Integer> unknown) {
    boolean quantised =
        unknown.keySet().stream()
            .anyMatch(
                kind ->
                    kind.contains("Quantize")
                        || kind.contains("Integer")
                        || kind.contains("QLinear"));
    if (quantised) {
      return "take the file of the network before it was quantised, in float32";
    }
    if (unknown.keySet().stream().anyMatch(kind -> kind.startsWith("ai.onnx.ml:"))) {
      return "export the network alone: trees and tables of ai.onnx.ml have no derivative";
    }
    if (unknown.keySet().stream().anyMatch(kind -> kind.startsWith("com.microsoft"))) {
      return "take the file before a runtime optimised it";
    }
    return unknown.containsKey("Loop") || unknown.containsKey("Scan")
        ? "export the network with fixed extents and its loops unrolled"
        : "export the network without them";
  }

  private void node(OnnxNode node) {
    String name = node.name().isEmpty() ? node.output() : node.name();
    builder.enter(name + " (" + node.kind() + ")");
    try {
      apply(node);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw Failure.at(builder, e);
    }
  }

  private void apply(OnnxNode node) {
    Data start = starts.get(node.output());
    if (start != null) {
      known.put(node.output(), start);
      return;
    }
    if (node.kind().equals("If")) {
      branch(node);
      return;
    }
    List<@Nullable Data> data = new ArrayList<>();
    List<@Nullable HostArray> arrays = new ArrayList<>();
    boolean depends = false;
    for (String input : node.inputs()) {
      Known one = input.isEmpty() ? null : value(input);
      data.add(one instanceof Data tensor ? tensor : null);
      arrays.add(one instanceof HostArray array ? array : null);
      depends |= one instanceof Data;
    }
    if (depends && HostStructure.readsShapeOnly(node)) {
      Known first = value(node.input(0));
      define(node, HostEvaluator.apply(new Operands(node, arrays, first.dims())));
    } else if (node.op().equals("CastLike") && !arrays.isEmpty() && arrays.get(0) != null) {
      HostArray first = (HostArray) value(node.input(0));
      define(node, List.of(HostElements.cast(first, castType(value(node.input(1))))));
    } else if (depends) {
      define(node, lower(node, new DataOperands(node, data, arrays)));
    } else {
      HostArray first = arrays.isEmpty() ? null : arrays.get(0);
      Operands operands = new Operands(node, arrays, first == null ? new int[0] : first.dims());
      define(
          node,
          HostEvaluator.has(node)
              ? HostEvaluator.apply(operands)
              : EngineEvaluator.apply(node, arrays, builder));
    }
  }

  private static OnnxType castType(Known like) {
    return like instanceof HostArray array ? array.type() : OnnxType.FLOAT;
  }

  private void define(OnnxNode node, List<? extends Known> results) {
    for (int k = 0; k < node.outputs().size(); k++) {
      String name = node.outputs().get(k);
      if (name.isEmpty()) {
        continue;
      }
      if (k >= results.size()) {
        if (isRead(name)) {
          throw builder.refuse(
              "cannot give more than its first " + results.size() + " outputs",
              "a network that reads '" + name + "'",
              "choose one that does not");
        }
        continue;
      }
      Known result = results.get(k);
      if (tensors != null && result instanceof Data data) {
        boolean asked = modules.contains(name) || tensors.joinsHeads(data);
        result = asked ? tensors.settled(data) : data;
        lowered.put(name, (Data) result);
      }
      known.put(name, result);
      operations.put(name, node.op());
    }
  }

  private boolean isRead(String name) {
    return whole.nodes().stream().anyMatch(node -> node.reads().contains(name))
        || whole.outputs().stream().anyMatch(output -> output.name().equals(name));
  }

  private List<Data> lower(OnnxNode node, DataOperands of) {
    if (tensors == null) {
      throw new IllegalStateException("nothing to lower");
    }
    if (Movements.are(node)) {
      Data in = of.first();
      List<Data> parts = new ArrayList<>();
      for (Movement movement : Movements.of(of.operands())) {
        parts.add(moved(tensors, in, movement));
      }
      return parts;
    }
    DataRule rule = node.domain().isEmpty() ? RULES.get(node.op()) : null;
    if (rule == null) {
      throw builder.refuse(
          "cannot be lowered where it depends on the explained input",
          node.kind(),
          "choose a network without it");
    }
    return rule.lower(tensors, of);
  }

  private static Data moved(Tensors tensors, Data in, Movement movement) {
    Data moved = tensors.freed(in.moved(movement));
    if (movement.fill() == 0) {
      return moved;
    }
    int[] index = movement.index();
    if (Arrays.stream(index).noneMatch(place -> place < 0)) {
      return moved;
    }
    HostArray fill =
        HostArray.reals(OnnxType.DOUBLE, movement.dims(), i -> index[i] < 0 ? movement.fill() : 0);
    return tensors.affine(moved, HostArray.of(OnnxType.DOUBLE, new int[0], 1.0), fill);
  }

  private void branch(OnnxNode node) {
    if (!(value(node.input(0)) instanceof HostArray condition)) {
      throw builder.refuse(
          "needs a condition that does not depend on the explained input",
          "one that does",
          "export the network for one of its branches");
    }
    String key = condition.scalar() != 0 ? "then_branch" : "else_branch";
    OnnxAttribute attribute = node.attribute(key);
    OnnxGraph body = attribute == null ? null : attribute.graph();
    if (body == null) {
      throw new IllegalArgumentException("no " + key);
    }
    walk(body);
    List<Known> results = new ArrayList<>();
    for (OnnxValue output : body.outputs()) {
      results.add(value(output.name()));
    }
    define(node, results);
  }

  static boolean hasRule(OnnxNode node) {
    return node.domain().isEmpty() && RULES.containsKey(node.op());
  }

  static DataRule rule(OnnxNode node) {
    DataRule rule = RULES.get(node.op());
    if (rule == null) {
      throw new IllegalArgumentException("an operation " + node.kind());
    }
    return rule;
  }
}
