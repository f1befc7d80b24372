package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a program begins and ends.
 *
 * @param input the value that a pass starts from
 * @param parts the network's inputs, of which the input consists
 * @param name of the output that is looked at, empty in a part of a network
 * @param end the end that is looked at: that output, or a time step or layer before it
 * @param outputs the network's outputs by name, may be empty in a part of a network
 */
record Ends(Value input, List<Part> parts, String name, End end, Map<String, End> outputs) {

  Ends {
    parts = List.copyOf(parts);
    outputs = new LinkedHashMap<>(outputs);
  }

  /**
   * One of the network's inputs.
   *
   * @param value as the network reads it
   * @param embedding what gives the value, where the network looks it up; else null
   */
  record Part(String name, Value value, @Nullable Embedding embedding) {}

  /**
   * One of the network's outputs.
   *
   * @param logits what the head is applied to
   * @param output what the network gives
   * @param head the function between the two
   */
  record End(Value logits, Value output, Head head) {

    End replacing(UnaryOperator<Value> replacement) {
      Value changed = replacement.apply(output);
      return changed == output
          ? new End(replacement.apply(logits), output, head)
          : new End(changed, changed, Head.IDENTITY);
    }
  }

  /** A part of a network: one input, and one end that has no name. */
  static Ends of(Value input, Value end, Head head) {
    return new Ends(
        input, List.of(new Part("", input, null)), "", new End(end, end, head), Map.of());
  }

  Ends with(Value newLogits, Value newOutput, Head newHead) {
    return new Ends(input, parts, name, new End(newLogits, newOutput, newHead), outputs);
  }

  Ends replacing(UnaryOperator<Value> replacement) {
    Map<String, End> replaced = new LinkedHashMap<>(outputs);
    replaced.replaceAll((name, output) -> output.replacing(replacement));
    return new Ends(input, parts, name, end.replacing(replacement), replaced);
  }

  Ends at(String output) {
    End chosen = outputs.get(output);
    if (chosen == null) {
      throw Names.unknown("output", output, outputs.keySet());
    }
    return new Ends(input, parts, output, chosen, outputs);
  }

  /** The inputs as users see them. */
  List<ProgramInput> inputs() {
    List<ProgramInput> inputs = new ArrayList<>();
    int start = 0;
    for (Part part : parts) {
      List<Integer> shape = new ArrayList<>();
      for (int extent : part.value().externalDims()) {
        shape.add(extent);
      }
      inputs.add(new ProgramInput(part.name(), shape, start));
      start += part.value().length();
    }
    return inputs;
  }

  Value logits() {
    return end.logits();
  }

  Value output() {
    return end.output();
  }

  Head head() {
    return end.head();
  }
}
