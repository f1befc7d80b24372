package org.conductance4j.experiment.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.input.Inputs;
import org.jspecify.annotations.Nullable;

/** What a network's inputs are given, by their names, in batches of equally many examples. */
public final class NamedInputs {

  private final Map<String, Part> parts;
  private final List<List<Tensor>> examples;

  /**
   * One of the inputs.
   *
   * @param loaded a picture, or an array with a leading batch axis
   * @param baseline where its path begins; null where {@code given} says it, or it is fixed
   * @param given baselines with a leading batch axis, for all examples or one for each; else null
   */
  public record Part(
      Inputs.Loaded loaded, @Nullable BaselineDraws baseline, @Nullable Tensor given) {

    /** One example for each place on the batch axis. */
    List<Tensor> examples() {
      return loaded.picture().isPresent()
          ? List.of(loaded.values())
          : Inputs.examples(loaded.values(), "input");
    }
  }

  /**
   * Takes what each input is given.
   *
   * @param parts by the input's name, in the network's order; copied
   * @throws InvalidInputException if an array has no batch axis, or the inputs have different
   *     numbers of examples
   */
  public NamedInputs(Map<String, Part> parts) {
    this(new LinkedHashMap<>(parts), examples(parts));
  }

  private NamedInputs(Map<String, Part> parts, List<List<Tensor>> examples) {
    this.parts = parts;
    this.examples = examples;
  }

  /**
   * The same examples with other baselines.
   *
   * @param change makes of an input's name and what it is given what it is given now
   * @return the inputs, which share the examples
   */
  public NamedInputs with(BiFunction<String, Part, Part> change) {
    Map<String, Part> changed = new LinkedHashMap<>(parts);
    changed.replaceAll(change);
    return new NamedInputs(changed, examples);
  }

  /** Shapes of one example of each input. */
  Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (String name : parts.keySet()) {
      shapes.put(name, examples.get(0).get(shapes.size()).shape());
    }
    return shapes;
  }

  /** The inputs in the network's order. */
  List<Part> parts() {
    return new ArrayList<>(parts.values());
  }

  /** One entry an example: a tensor for each input. */
  List<List<Tensor>> examples() {
    return examples;
  }

  private static List<List<Tensor>> examples(Map<String, Part> parts) {
    List<List<Tensor>> examples = new ArrayList<>();
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      List<Tensor> own = entry.getValue().examples();
      while (examples.isEmpty() || (examples.get(0).isEmpty() && examples.size() < own.size())) {
        examples.add(new ArrayList<>());
      }
      if (own.size() != examples.size()) {
        throw InvalidInputException.of(
            "input",
            "needs equally many examples of each input",
            own.size() + " of '" + entry.getKey() + "' beside " + examples.size(),
            "give whole batches");
      }
      for (int n = 0; n < own.size(); n++) {
        examples.get(n).add(own.get(n));
      }
    }
    return examples;
  }

  /** What the numbers of all inputs together mean. */
  InputScale scale() {
    return parts.size() == 1
        ? parts.values().iterator().next().loaded().scale()
        : new InputScale.Array();
  }
}
