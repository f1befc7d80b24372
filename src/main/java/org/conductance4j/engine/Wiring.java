package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Value;

/** The operations of a program, in topological order, and which of them need each other. */
final class Wiring {

  private final List<Operation> operations;

  Wiring(List<Operation> operations) {
    this.operations = List.copyOf(operations);
  }

  List<Operation> operations() {
    return operations;
  }

  /**
   * The operations with one more behind a value.
   *
   * @param more what is put in; reads the value itself
   * @param behind the value; of no operation where it is the input
   * @param replacement what each value becomes for whoever reads it
   */
  List<Operation> with(Operation more, Value behind, UnaryOperator<Value> replacement) {
    List<Operation> all = new ArrayList<>();
    boolean done = false;
    for (Operation operation : operations) {
      all.add(operation.reading(replacement));
      if (operation.output() == behind) {
        all.add(more);
        done = true;
      }
    }
    if (!done) {
      all.add(0, more);
    }
    return all;
  }

  /** The layer's value, followed by every other value that the rest of the network reads. */
  List<Value> frontier(Value value, Value target) {
    Set<Value> after = new HashSet<>();
    after.add(value);
    for (Operation operation : operations) {
      if (operation.inputs().stream().anyMatch(after::contains)) {
        after.add(operation.output());
      }
    }
    List<Value> frontier = new ArrayList<>(List.of(value));
    if (!after.contains(target)) {
      frontier.add(target);
      return frontier;
    }
    for (Operation operation : needed(List.of(), List.of(target))) {
      if (operation.output() == value || !after.contains(operation.output())) {
        continue;
      }
      for (Value read : operation.inputs()) {
        if (!after.contains(read) && !frontier.contains(read)) {
          frontier.add(read);
        }
      }
    }
    return frontier;
  }

  /**
   * The values on every path to a target: those whose {@link #frontier} is nothing but themselves.
   * In the order of operations, nothing that is computed before such a value is read after it.
   */
  Set<Value> cuts(Value target) {
    List<Operation> needed = needed(List.of(), List.of(target));
    Map<Value, Integer> lastReaders = new HashMap<>();
    for (int place = 0; place < needed.size(); place++) {
      for (Value read : needed.get(place).inputs()) {
        lastReaders.put(read, place);
      }
    }
    Set<Value> sources = new HashSet<>(lastReaders.keySet());
    needed.forEach(operation -> sources.remove(operation.output()));
    Set<Value> cuts = new HashSet<>(sources.size() == 1 ? sources : Set.of());
    int last = sources.stream().mapToInt(lastReaders::get).max().orElse(-1);
    for (int place = 0; place < needed.size(); place++) {
      Value output = needed.get(place).output();
      if (last <= place) {
        cuts.add(output);
      }
      last = Math.max(last, lastReaders.getOrDefault(output, -1));
    }
    cuts.add(target);
    return cuts;
  }

  /** The operations between sources and targets, in order. */
  List<Operation> needed(List<Value> sources, List<Value> targets) {
    Set<Value> wanted = new HashSet<>();
    wanted.addAll(targets);
    List<Operation> needed = new ArrayList<>();
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      if (wanted.contains(operation.output()) && !sources.contains(operation.output())) {
        needed.add(operation);
        wanted.addAll(operation.inputs());
      }
    }
    Collections.reverse(needed);
    return needed;
  }

  /** The position of the operation that computes a value; −1 for none. */
  int place(Value value) {
    for (int place = 0; place < operations.size(); place++) {
      if (operations.get(place).output() == value) {
        return place;
      }
    }
    return -1;
  }

  /**
   * An operation's value, followed by every other one that is computed before and read after it.
   */
  List<Value> crossing(int place, Value target) {
    Set<Value> later = new HashSet<>();
    operations.subList(place + 1, operations.size()).forEach(next -> later.add(next.output()));
    List<Value> frontier = new ArrayList<>(List.of(operations.get(place).output()));
    for (Operation operation : needed(List.of(), List.of(target))) {
      for (Value read :
          later.contains(operation.output()) ? operation.inputs() : List.<Value>of()) {
        if (!later.contains(read) && !frontier.contains(read)) {
          frontier.add(read);
        }
      }
    }
    if (!later.contains(target) && !frontier.contains(target)) {
      frontier.add(target);
    }
    return frontier;
  }
}
