package org.conductance4j.experiment.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.frontend.InputRoles;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.TokenizedText;
import org.conductance4j.experiment.input.Tokenizer;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
import org.jspecify.annotations.Nullable;

/**
 * What the inputs of a study's network are given.
 *
 * @param source where the explained input comes from
 * @param loaded one example of the explained input
 * @param name of the explained input
 * @param given one example of each input whose value the network is lowered for
 * @param text what the tokens stand for; null where the input is no text with a tokenizer
 */
record StudyInput(
    InputOptions.Source source,
    Inputs.Loaded loaded,
    String name,
    Map<String, Tensor> given,
    @Nullable TokenizedText text) {

  static StudyInput of(InputOptions options, LoadedNetwork network, Preprocessing preprocessing) {
    List<String> names = network.inputNames();
    boolean holds = network.onnx().isPresent();
    boolean reads = options.source() instanceof InputOptions.Tokens;
    if (reads && !holds) {
      throw InvalidInputException.of(
          "input",
          "takes a tokenizer only for an ONNX network",
          "another network",
          "give its vocabulary");
    }
    if (names.size() != 1 && !reads && (options.named().isEmpty() || !holds)) {
      throw InvalidInputException.of(
          "input",
          "needs a network of one input",
          "the inputs " + names,
          holds
              ? "give each its array under inputs, some with hold: true"
              : "'attribute' takes several with --input NAME=FILE");
    }
    InputRoles roles = roles(options, network);
    if (roles.explained().size() != 1) {
      throw InvalidInputException.of(
          options.named().isEmpty() ? "input" : "inputs",
          "needs one input that is explained",
          roles.explained(),
          "give the others hold: true");
    }
    String explained = roles.explained().get(0);
    if (options.source() instanceof InputOptions.Tokens text && options.named().isEmpty()) {
      return of(text, network, explained, roles.given());
    }
    Map<String, Tensor> given = new LinkedHashMap<>();
    for (String name : roles.given()) {
      given.put(name, load(source(options, name), network, name, preprocessing).values());
    }
    InputOptions.Source source = source(options, explained);
    return new StudyInput(
        source, load(source, network, explained, preprocessing), explained, given, null);
  }

  /** The tokens, and what the network wants to know beside them. */
  private static StudyInput of(
      InputOptions.Tokens text, LoadedNetwork network, String explained, List<String> names) {
    TokenizedText tokens =
        Tokenizer.read(text.tokenizer()).encode(network, explained, text.texts());
    return new StudyInput(
        text, tokens.loaded(), explained, tokens.values(names, explained), tokens);
  }

  private static InputRoles roles(InputOptions options, LoadedNetwork network) {
    List<String> names = network.inputNames();
    for (String name : options.named().keySet()) {
      if (!names.contains(name)) {
        throw NearMatches.unknown("inputs", name, names);
      }
    }
    Set<String> held =
        options.named().entrySet().stream()
            .filter(entry -> entry.getValue().held())
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    for (String name : names) {
      if (!options.named().isEmpty() && !options.named().containsKey(name)) {
        throw InvalidInputException.of(
            "inputs",
            "are needed for each of the network's inputs " + names,
            "none for '" + name + "'",
            "give its array");
      }
    }
    return NetworkLowering.roles(network, held, Set.of());
  }

  private static InputOptions.Source source(InputOptions options, String name) {
    return options.named().isEmpty()
        ? options.source()
        : Objects.requireNonNull(options.named().get(name)).array();
  }

  private static Inputs.Loaded load(
      InputOptions.Source source,
      LoadedNetwork network,
      String input,
      Preprocessing preprocessing) {
    if (source instanceof InputOptions.Array array && network.onnx().isPresent()) {
      Inputs.Loaded read = Inputs.batched(network, input, Inputs.array(array.file()));
      return new Inputs.Loaded(
          Inputs.oneExample(read.values(), array.file().toString()), read.scale(), read.picture());
    }
    return LoadedExperiment.load(source, preprocessing);
  }

  /** The network for these inputs, up to its first output. */
  Program lower(LoadedNetwork network, Precision precision) {
    int[] shape = loaded.values().shape();
    return network.onnx().isPresent()
        ? NetworkLowering.lowerGiven(network, precision, Map.of(name, shape), given)
        : NetworkLowering.lower(network, precision, shape);
  }
}
