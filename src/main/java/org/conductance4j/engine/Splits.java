package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Value;

/** Divides the operations between a program's input and its ends into sections. */
final class Splits {

  private final Precision precision;
  private final Wiring wiring;
  private final Value input;
  private final UnaryOperator<Operation> backward;
  private final Map<Ends, Split> last = new Last();

  /** {@code backward} gives operations another vjp, or leaves them as they are. */
  Splits(Precision precision, Wiring wiring, Value input, UnaryOperator<Operation> backward) {
    this.precision = precision;
    this.wiring = wiring;
    this.input = input;
    this.backward = backward;
  }

  private record Ends(Value middle, Value target) {}

  /** Keeps the last splits, as each has weights of its own: with normalisation folded in. */
  private static final class Last extends LinkedHashMap<Ends, Split> {

    private static final int KEPT = 2;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Ends, Split> eldest) {
      return size() > KEPT;
    }
  }

  /** The section from the input to a value. */
  Section to(Value target) {
    return section(List.of(input), List.of(target));
  }

  /** Both sections of the way to a target, split at a value on it. */
  synchronized Split at(Value middle, Value target) {
    return last.computeIfAbsent(new Ends(middle, target), this::split);
  }

  private Split split(Ends ends) {
    List<Value> frontier = wiring.frontier(ends.middle(), ends.target());
    return new Split(section(List.of(input), frontier), section(frontier, List.of(ends.target())));
  }

  /** The sections of the way to a target, cut at values in the order of their operations. */
  List<Section> chain(List<Value> middles, Value target) {
    List<Value> from = List.of(input);
    List<Section> sections = new ArrayList<>();
    int before = -1;
    for (Value middle : middles) {
      int place = wiring.place(middle);
      if (place <= before) {
        throw new IllegalArgumentException("chain: layers must be in the program's order");
      }
      List<Value> frontier = wiring.crossing(place, target);
      sections.add(section(from, frontier));
      from = frontier;
      before = place;
    }
    sections.add(section(from, List.of(target)));
    return List.copyOf(sections);
  }

  private Section section(List<Value> sources, List<Value> targets) {
    List<Operation> operations = wiring.needed(sources, targets).stream().map(backward).toList();
    return new Section(precision, sources, targets, operations);
  }
}
