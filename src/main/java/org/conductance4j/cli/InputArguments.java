package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.batch.NamedInputs.Asked;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.TokenizedText;
import org.conductance4j.experiment.input.Tokenizer;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the inputs of a network are given, by name where there are several. */
final class InputArguments {

  private static final String TEXT = "text:";

  @Option(
      names = "--input",
      required = true,
      paramLabel = "X",
      description =
          "A .npy array with a leading batch axis, or a picture; NAME=X for each input of a network"
              + " that has several. Of tokens, their numbers, or text:FILE for a sentence, from which"
              + " masks and the like follow.")
  private List<String> inputs = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "B",
      description =
          "Where the path begins: black, white, constant:V, blur:SIGMA, uniform:SEED,"
              + " gaussian:SIGMA,SEED, maximum-distance, a file, or for a sentence pad, mask or"
              + " text:FILE; for expected-gradients also"
              + " draws:N;B (default: black for a picture, constant:0 for an array); NAME=B for one"
              + " of several inputs.")
  private List<String> baselines = List.of();

  @Option(
      names = "--hold",
      paramLabel = "NAME[=X]",
      description =
          "An input that stays as it is, while the path moves the others. Masks and other integers"
              + " stay as they are without it.")
  private List<String> held = List.of();

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "The network's tokenizer.json, for --input text:FILE.")
  private @Nullable Path tokenizer;

  private @Nullable TokenizedText text;

  /** {@return the sentence that was read; empty where the input is none} */
  Optional<TokenizedText> text() {
    return Optional.ofNullable(text);
  }

  /** Refuses a baseline of another form before a network is loaded. */
  void checkBaseline(AttributionMethod method) {
    String text = baselines.size() == 1 ? baselines.get(0) : "";
    if (!text.isEmpty() && !text.contains("=")) {
      baseline(method, text, Path.of(""));
    }
  }

  private static BaselineDraws baseline(
      AttributionMethod method, @Nullable String given, Path input) {
    String text = given != null ? given : Inputs.isArray(input) ? "constant:0" : "black";
    return InvalidInputException.within(
        "--baseline",
        () ->
            method.needs(Need.DRAWS)
                ? BaselineDraws.parse(text)
                : BaselineDraws.one(Baseline.parse(text)));
  }

  /** Reads the files, in the order of the network's inputs. */
  NamedInputs read(NetworkPrograms programs, AttributionMethod method) {
    LoadedNetwork network = programs.network();
    List<String> names = network.inputNames();
    List<String> files = new ArrayList<>(inputs);
    Set<String> still = new LinkedHashSet<>();
    for (String text : held) {
      int equals = names.contains(text) ? -1 : text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      if (!names.contains(name)) {
        throw unknown("--hold", name, names);
      }
      still.add(name);
      if (equals >= 0) {
        files.add(text);
      }
    }
    Set<String> asked = new LinkedHashSet<>();
    baselines.stream()
        .map(text -> text.substring(0, Math.max(0, text.indexOf('='))))
        .filter(names::contains)
        .forEach(asked::add);
    List<String> explained =
        InvalidInputException.within(
            "--input", () -> NetworkLowering.roles(network, still, asked).explained());
    Map<String, String> file =
        byName("--input", names, files, explained.size() == 1 ? explained : List.of());
    Map<String, String> baseline = byName("--baseline", names, baselines, explained);
    Map<String, NamedInputs.Part> parts = new LinkedHashMap<>();
    Optional<String> told = told(file);
    told.ifPresent(name -> text = sentence(network, name, file.getOrDefault(name, "")));
    for (String name : names) {
      if (told.isPresent() && (!file.containsKey(name) || told.get().equals(name))) {
        parts.put(name, part(name, told.get(), baseline.get(name), method));
        continue;
      }
      Path path = Path.of(given(file, name, names));
      Inputs.Loaded loaded = loaded(network, name, path, programs.preprocessing());
      boolean holds = still.contains(name);
      parts.put(
          name,
          new NamedInputs.Part(
              loaded,
              holds || !explained.contains(name)
                  ? null
                  : baseline(method, baseline.get(name), path),
              null,
              holds ? Asked.HELD : asked.contains(name) ? Asked.EXPLAINED : Asked.NOTHING));
    }
    NamedInputs all = new NamedInputs(parts);
    return told.isPresent() ? all.readBy(tokenizer()) : all;
  }

  /** The input that is given a sentence. */
  private static Optional<String> told(Map<String, String> file) {
    List<String> told = file.keySet().stream().filter(name -> isText(file.get(name))).toList();
    if (told.size() > 1) {
      throw InvalidInputException.of(
          "--input", "may be a sentence once", told, "give numbers for the others");
    }
    return told.stream().findFirst();
  }

  private static boolean isText(@Nullable String value) {
    return value != null && value.startsWith(TEXT);
  }

  private Tokenizer tokenizer() {
    Path file = tokenizer;
    if (file == null) {
      throw InvalidInputException.of(
          "--tokenizer", "is needed with --input text:FILE", "none", "give tokenizer.json");
    }
    return InvalidInputException.within("--tokenizer", () -> Tokenizer.read(file));
  }

  private TokenizedText sentence(LoadedNetwork network, String name, String value) {
    Path file = Path.of(value.substring(TEXT.length()));
    Tokenizer reader = tokenizer();
    return InvalidInputException.within(
        "--input", () -> reader.encode(network, name, List.of(Tokenizer.sentence(file))));
  }

  /** What the sentence gives an input: the tokens' numbers, or what follows from them. */
  private NamedInputs.Part part(
      String name, String tokens, @Nullable String baseline, AttributionMethod method) {
    TokenizedText read = Objects.requireNonNull(text);
    Tensor values =
        InvalidInputException.within(
            "--input", () -> Objects.requireNonNull(read.values(List.of(name), tokens).get(name)));
    if (!name.equals(tokens)) {
      return new NamedInputs.Part(
          new Inputs.Loaded(batch(values), new InputScale.Array(), Optional.empty()),
          null,
          null,
          Asked.NOTHING);
    }
    Inputs.Loaded loaded = read.loaded();
    boolean stands = baseline != null && isTokens(baseline);
    return new NamedInputs.Part(
        new Inputs.Loaded(batch(values), loaded.scale(), loaded.picture()),
        stands ? null : baseline(method, baseline == null ? "constant:0" : baseline, Path.of("")),
        stands ? tokens(read, baseline) : null,
        Asked.NOTHING);
  }

  private static boolean isTokens(String baseline) {
    return baseline.startsWith(TEXT) || baseline.equals("pad") || baseline.equals("mask");
  }

  private Tensor tokens(TokenizedText read, @Nullable String baseline) {
    Tokenizer reader = tokenizer();
    return InvalidInputException.within(
        "--baseline", () -> batch(reader.baseline(read, String.valueOf(baseline), Path.of(""))));
  }

  private static Tensor batch(Tensor one) {
    return one.reshape(1, one.length());
  }

  /** One example of each input, by name. */
  static Map<String, Tensor> oneExample(LoadedNetwork network, List<String> files) {
    List<String> names = network.inputNames();
    List<String> explained =
        InvalidInputException.within(
            "--input", () -> NetworkLowering.roles(network, Set.of(), Set.of()).explained());
    Map<String, String> file =
        byName("--input", names, files, explained.size() == 1 ? explained : List.of());
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (String name : names) {
      Path path = Path.of(given(file, name, names));
      Inputs.Loaded loaded = loaded(network, name, path, Inputs.preprocessing(network));
      values.put(name, Inputs.oneExample(loaded.values(), path.toString()));
    }
    return values;
  }

  private static String given(Map<String, String> file, String name, List<String> names) {
    String text = file.get(name);
    if (text == null) {
      throw InvalidInputException.of(
          "--input",
          "is needed for each of the network's inputs " + names,
          "none for '" + name + "'",
          "give --input " + name + "=FILE");
    }
    return text;
  }

  private static Inputs.Loaded loaded(
      LoadedNetwork network, String name, Path path, Preprocessing preprocessing) {
    return InvalidInputException.within(
        "--input", () -> Inputs.batched(network, name, Inputs.read(path, preprocessing)));
  }

  /** Values by the name before their first {@code =}; values without a name are for some. */
  private static Map<String, String> byName(
      String option, List<String> names, List<String> values, List<String> unnamed) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String value : values) {
      int equals = value.indexOf('=');
      String name = equals < 0 ? "" : value.substring(0, equals);
      boolean named = names.contains(name);
      boolean mistyped = equals > 0 && names.size() > 1 && option.equals("--input");
      if (!named && (mistyped || unnamed.isEmpty())) {
        throw equals < 0
            ? InvalidInputException.of(
                option,
                "needs the name of one of the network's inputs " + names,
                "'" + value + "'",
                "give NAME=" + value)
            : unknown(option, name, names);
      }
      for (String each : named ? List.of(name) : unnamed) {
        String one = named ? value.substring(equals + 1) : value;
        if (found.put(each, one) != null) {
          throw InvalidInputException.of(
              option, "must be given once", "two for '" + each + "'", "leave one out");
        }
      }
    }
    return found;
  }

  private static InvalidInputException unknown(String option, String name, List<String> names) {
    return InvalidInputException.of(
        option,
        "needs the name of an input that exists",
        "'" + name + "'",
        NearMatches.remedy(name, names));
  }
}
