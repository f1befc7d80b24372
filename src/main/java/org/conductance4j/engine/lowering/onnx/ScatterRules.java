package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Scattering;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.model.onnx.OnnxType;

/** Lowers writing at places that do not depend on the explained input. */
final class ScatterRules {

  private ScatterRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("ScatterElements", ScatterRules::scatter);
    rules.put("Scatter", ScatterRules::scatter);
    rules.put("ScatterND", ScatterRules::scatter);
  }

  private static List<Data> scatter(Tensors tensors, DataOperands of) {
    Data data = of.asData(tensors, 0);
    Data updates = of.asData(tensors, 2);
    int[] targets =
        of.node().op().equals("ScatterND")
            ? HostStructure.targetsOfPlaces(of.constant(1), data.dims())
            : HostStructure.targetsAlong(of.node(), of.constant(1), data.dims());
    if (targets.length == 0) {
      return List.of(data);
    }
    return List.of(
        switch (of.node().text("reduction", "none")) {
          case "none" -> replaced(tensors, data, updates, targets);
          case "add" -> added(tensors, data, updates, targets);
          case "mul" -> inRounds(tensors, data, updates, targets, ElementRules::product);
          case "max" -> inRounds(tensors, data, updates, targets, ElementRules::maximum);
          case "min" -> inRounds(tensors, data, updates, targets, ElementRules::minimum);
          default -> throw new IllegalArgumentException("an unknown reduction");
        });
  }

  private static Data both(Tensors tensors, Data data, Data updates) {
    Value first = tensors.rows(data);
    Value second = tensors.rows(updates);
    int all = data.length() + updates.length();
    List<Value> parts =
        List.of(
            tensors.relabelled(first, Value.flat(data.length())),
            tensors.relabelled(second, Value.flat(updates.length())));
    return Data.of(tensors.add(new Concatenation(parts, Value.flat(all))), all);
  }

  private static Data replaced(Tensors tensors, Data data, Data updates, int... targets) {
    int[] index = Movement.identity(data.length());
    for (int i = 0; i < targets.length; i++) {
      index[targets[i]] = data.length() + i;
    }
    return both(tensors, data, updates).moved(new Movement(data.dims(), index));
  }

  private static Data added(Tensors tensors, Data data, Data updates, int... targets) {
    Value sums = tensors.add(new Scattering(tensors.rows(updates), rows(data), targets));
    return ElementRules.sum(tensors, data, Data.of(sums, data.dims()));
  }

  private static Value rows(Data data) {
    return Tensors.rowsValue(data.dims());
  }

  /** In each round at most one update for an element; without one it meets what changes nothing. */
  private static Data inRounds(
      Tensors tensors, Data data, Data updates, int[] targets, ElementRules.PairRule rule) {
    Data all = both(tensors, data, updates);
    boolean[] done = new boolean[targets.length];
    Data result = data;
    for (int left = targets.length; left > 0; ) {
      int[] index = new int[data.length()];
      Arrays.fill(index, -1);
      for (int i = 0; i < targets.length; i++) {
        if (!done[i] && index[targets[i]] < 0) {
          index[targets[i]] = data.length() + i;
          done[i] = true;
          left--;
        }
      }
      HostArray meets = HostArray.integers(OnnxType.BOOL, data.dims(), i -> index[i] < 0 ? 0 : 1);
      Data update = all.moved(new Movement(data.dims(), index));
      Data next = rule.apply(tensors, result, update);
      result = ElementRules.chosen(tensors, tensors.constant(meets), next, result);
    }
    return result;
  }
}
