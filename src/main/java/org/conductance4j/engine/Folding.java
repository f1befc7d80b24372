package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds batch normalisation and other scales of channels into the linear operation before them, and
 * biases into the activation behind them, where nobody else reads what lies between.
 */
final class Folding {

  private Folding() {}

  static List<Operation> fold(
      List<Operation> operations, List<Value> sources, List<Value> targets) {
    Map<Value, Integer> readers = new LinkedHashMap<>();
    Map<Value, Operation> producers = new LinkedHashMap<>();
    operations.forEach(
        operation -> operation.inputs().forEach(input -> readers.merge(input, 1, Integer::sum)));
    List<Operation> folded = new ArrayList<>();
    for (Operation operation : operations) {
      Operation before = producers.get(operation.inputs().get(0));
      boolean between =
          before != null
              && readers.getOrDefault(operation.input(), 0) == 1
              && !targets.contains(operation.input())
              && !sources.contains(operation.input());
      Operation added = operation;
      if (between && operation instanceof Affine affine && before instanceof Foldable linear) {
        folded.remove(before);
        added = linear.folded(affine.scale(), affine.shift(), affine.output());
      } else if (between
          && operation instanceof ClippedRelu relu
          && before instanceof Biased biased
          && biased.separateBias() != null) {
        folded.set(folded.indexOf(before), biased.withoutBias());
        added = relu.withBias(biased.separateBias());
      }
      producers.put(added.output(), added);
      folded.add(added);
    }
    return folded;
  }
}
