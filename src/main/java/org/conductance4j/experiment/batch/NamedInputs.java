package org.conductance4j.experiment.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.frontend.InputRoles;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.Tokenizer;
import org.conductance4j.model.LoadedNetwork;
import org.jspecify.annotations.Nullable;

/** What a network's inputs are given, by their names, in batches of equally many examples. */
public final class NamedInputs {

  private final Map<String, Part> parts;
  private final List<List<Tensor>> examples;
  private final @Nullable Tokenizer tokenizer;

  /** What the user says of an input. */
  public enum Asked {
    /** Nothing: it is explained if it can be. */
    NOTHING,
    /** It is explained. */
    EXPLAINED,
    /** It stays as it is, while the path moves the others. */
    HELD
  }

  /**
   * One of the inputs.
   *
   * @param loaded a picture, or an array with a leading batch axis
   * @param baseline where its path begins; null where {@code given} says it, or it is held
   * @param given baselines with a leading batch axis, for all examples or one for each; else null
   * @param asked what the user says of it
   */
  public record Part(
      Inputs.Loaded loaded, @Nullable BaselineDraws baseline, @Nullable Tensor given, Asked asked) {

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
    this(new LinkedHashMap<>(parts), examples(parts), null);
  }

  private NamedInputs(
      Map<String, Part> parts, List<List<Tensor>> examples, @Nullable Tokenizer tokenizer) {
    this.parts = parts;
    this.examples = examples;
    this.tokenizer = tokenizer;
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
    return new NamedInputs(changed, examples, tokenizer);
  }

  /**
   * The same inputs, of which one is a sentence.
   *
   * @param by what read it, for other sentences
   * @return the inputs, which share the examples
   */
  public NamedInputs readBy(Tokenizer by) {
    return new NamedInputs(parts, examples, by);
  }

  /** What reads sentences. */
  Optional<Tokenizer> tokenizer() {
    return Optional.ofNullable(tokenizer);
  }

  /** Which of a network's inputs are explained. */
  InputRoles roles(LoadedNetwork network) {
    return NetworkLowering.roles(network, asked(Asked.HELD), asked(Asked.EXPLAINED));
  }

  private Set<String> asked(Asked what) {
    return parts.keySet().stream()
        .filter(name -> Objects.requireNonNull(parts.get(name)).asked() == what)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Some of the inputs alone. */
  NamedInputs only(List<String> names) {
    List<String> all = List.copyOf(parts.keySet());
    Map<String, Part> some = new LinkedHashMap<>(parts);
    some.keySet().retainAll(names);
    return new NamedInputs(
        some,
        examples.stream()
            .map(example -> names.stream().map(name -> example.get(all.indexOf(name))).toList())
            .toList(),
        tokenizer);
  }

  /** One example of each input by its name. */
  Map<String, Tensor> values(int example) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    parts.keySet().forEach(name -> values.put(name, examples.get(example).get(values.size())));
    return values;
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
    Map<String, List<Tensor>> own = new LinkedHashMap<>();
    parts.forEach((name, part) -> own.put(name, part.examples()));
    int count =
        own.values().stream().mapToInt(List::size).filter(n -> n != 1).findFirst().orElse(1);
    own.forEach(
        (name, examples) -> {
          if (examples.size() != count && examples.size() != 1) {
            throw InvalidInputException.of(
                "input",
                "needs equally many examples of each input",
                examples.size() + " of '" + name + "' beside " + count,
                "give whole batches");
          }
        });
    return IntStream.range(0, count)
        .mapToObj(n -> own.values().stream().map(all -> all.get(Math.min(n, all.size() - 1))))
        .map(Stream::toList)
        .toList();
  }

  /** What the numbers of all inputs together mean. */
  InputScale scale() {
    return parts.size() == 1
        ? parts.values().iterator().next().loaded().scale()
        : new InputScale.Array();
  }
}
