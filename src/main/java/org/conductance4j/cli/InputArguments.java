package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.batch.NamedInputs.Asked;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the inputs of a network are given, by name where there are several. */
final class InputArguments {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "X",
      description =
          "A .npy array with a leading batch axis, or a picture; NAME=X for each input of a network"
              + " that has several. Of tokens, their numbers.")
  private List<String> inputs = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "B",
      description =
          "Where the path begins: black, white, constant:V, blur:SIGMA, uniform:SEED,"
              + " gaussian:SIGMA,SEED, maximum-distance or a file; for expected-gradients also"
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
    for (String name : names) {
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
    return new NamedInputs(parts);
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
