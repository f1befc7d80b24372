package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds batch normalisation and other scales of channels into the linear operation before them,
 * where nobody else reads what lies between.
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
      Operation added = operation;
      if (operation instanceof Affine affine
          && readers.getOrDefault(affine.input(), 0) == 1
          && !targets.contains(affine.input())
          && !sources.contains(affine.input())
          && producers.get(affine.input()) instanceof Foldable before) {
        folded.remove(producers.get(affine.input()));
        added = before.folded(affine.scale(), affine.shift(), affine.output());
      }
      producers.put(added.output(), added);
      folded.add(added);
    }
    return folded;
  }
}
