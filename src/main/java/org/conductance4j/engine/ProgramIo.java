package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Value;
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
public record ProgramIo(
    Value input, List<Part> parts, String name, End end, Map<String, End> outputs) {

  /** Copies the lists. */
  public ProgramIo {
    parts = List.copyOf(parts);
    outputs = new LinkedHashMap<>(outputs);
  }

  /**
   * One of the network's inputs.
   *
   * @param name its name in the network
   * @param value as the network reads it
   * @param embedding what looks the value up, or null where the network takes it as it is
   */
  public record Part(String name, Value value, @Nullable Embedding embedding) {}

  /**
   * One of the network's outputs.
   *
   * @param logits what the head is applied to
   * @param output what the network computes
   * @param head the function between the two
   * @param left the function that makes probabilities of the output, where the network leaves it
   *     out; else nothing
   */
  public record End(Value logits, Value output, OutputActivation head, OutputActivation left) {

    /**
     * An output that is what it is.
     *
     * @param logits what the head is applied to
     * @param output what the network computes
     * @param head the function between the two
     */
    public End(Value logits, Value output, OutputActivation head) {
      this(logits, output, head, OutputActivation.IDENTITY);
    }

    End replacing(UnaryOperator<Value> replacement) {
      Value changed = replacement.apply(output);
      return changed == output
          ? new End(replacement.apply(logits), output, head)
          : new End(changed, changed, OutputActivation.IDENTITY);
    }
  }

  /** A part of a network: one input, and one end that has no name. */
  static ProgramIo of(Value input, Value end, OutputActivation head) {
    return new ProgramIo(
        input, List.of(new Part("", input, null)), "", new End(end, end, head), Map.of());
  }

  ProgramIo with(Value newLogits, Value newOutput, OutputActivation newHead) {
    return new ProgramIo(input, parts, name, new End(newLogits, newOutput, newHead), outputs);
  }

  ProgramIo replacing(UnaryOperator<Value> replacement) {
    Map<String, End> replaced = new LinkedHashMap<>(outputs);
    replaced.replaceAll((name, output) -> output.replacing(replacement));
    return new ProgramIo(input, parts, name, end.replacing(replacement), replaced);
  }

  ProgramIo at(String output) {
    End chosen = outputs.get(output);
    if (chosen == null) {
      throw NearMatches.unknown("output", output, outputs.keySet());
    }
    return new ProgramIo(input, parts, output, chosen, outputs);
  }

  /** The inputs as users see them. */
  List<ProgramInput> inputs() {
    List<ProgramInput> inputs = new ArrayList<>();
    int start = 0;
    for (Part part : parts) {
      inputs.add(new ProgramInput(part.name(), part.value().externalShape(), start));
      start += part.value().length();
    }
    return inputs;
  }

  /** Whether the network looks its only input up by number. */
  boolean embeds() {
    return parts.size() == 1 && parts.get(0).embedding() != null;
  }

  /** Whether what is looked up for an input has the shape (token, feature). */
  boolean hasTokensFirst(int place) {
    Part part = parts.get(place);
    return part.embedding() != null
        && part.value().rank() == 2
        && part.value().external() == AxisOrder.CHANNELS_LAST;
  }

  /** Looks the only input up. */
  double[] embed(double... tokens) {
    Embedding embedding = parts.get(0).embedding();
    if (embedding == null || !embeds()) {
      throw InvalidInputException.of(
          "network", "must begin with an embedding", "another layer", "give the input itself");
    }
    return embedding.embed(tokens);
  }

  /** What the program takes of one input, looked up if it is given by number. */
  Tensor lookUp(int place, Tensor values) {
    Part part = parts.get(place);
    int[] shape = part.value().externalDims();
    if (part.embedding() != null && !Arrays.equals(values.shape(), shape)) {
      return Tensor.of(
          shape,
          isVector(values, part.value())
              ? repeated(values, part.value())
              : part.embedding().embed(values.toArray()));
    }
    if (!Arrays.equals(values.shape(), shape)) {
      throw InvalidInputException.of(
          "input '" + part.name() + "'",
          "needs shape " + Arrays.toString(shape),
          Arrays.toString(values.shape()),
          "give one example as the network takes it");
    }
    return values;
  }

  /** Whether numbers are one token's vector: they cannot be tokens. */
  private static boolean isVector(Tensor values, Value looked) {
    boolean tokens =
        values.length() == looked.positions()
            && Arrays.stream(values.toArray()).allMatch(token -> token == Math.rint(token));
    return values.rank() == 1 && values.length() == looked.channels() && !tokens;
  }

  /** The same vector for each token. */
  private static double[] repeated(Tensor vector, Value looked) {
    boolean tokensFirst = looked.external() == AxisOrder.CHANNELS_LAST;
    double[] all = new double[looked.length()];
    for (int i = 0; i < all.length; i++) {
      all[i] = vector.get(tokensFirst ? i % looked.channels() : i / looked.positions());
    }
    return all;
  }

  /** Whether the network itself can run these examples: nothing in them was looked up already. */
  boolean canRun(List<Tensor> examples) {
    for (int k = 0; k < examples.size(); k++) {
      Part part = parts.get(k);
      if (part.embedding() != null
          && Arrays.equals(examples.get(k).shape(), part.value().externalDims())) {
        return false;
      }
    }
    return true;
  }

  /** One example of all inputs, flattened and concatenated. */
  Tensor assemble(List<Tensor> values) {
    if (values.size() != parts.size()) {
      throw InvalidInputException.of(
          "input",
          "needs one array for each of the network's inputs " + names(),
          values.size(),
          "give all of them");
    }
    double[] all = new double[input.length()];
    int at = 0;
    for (int k = 0; k < values.size(); k++) {
      double[] one = lookUp(k, values.get(k)).toArray();
      System.arraycopy(one, 0, all, at, one.length);
      at += one.length;
    }
    return Tensor.of(input.externalDims(), all);
  }

  private List<String> names() {
    return parts.stream().map(Part::name).toList();
  }

  Value logits() {
    return end.logits();
  }

  Value output() {
    return end.output();
  }

  OutputActivation head() {
    return end.head();
  }
}
