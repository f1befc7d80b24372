package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.conductance4j.experiment.input.Inputs;
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
              + " that has several.")
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
      paramLabel = "NAME",
      description = "An input that stays as it is, while the path moves the others.")
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
    List<String> names = programs.network().inputNames();
    Map<String, String> file = byName("--input", names, inputs, names.size() == 1);
    Map<String, String> baseline = byName("--baseline", names, baselines, true);
    for (String name : held) {
      if (!names.contains(name)) {
        throw unknown("--hold", name, names);
      }
    }
    Map<String, NamedInputs.Part> parts = new LinkedHashMap<>();
    for (String name : names) {
      String text = file.get(name);
      if (text == null) {
        throw InvalidInputException.of(
            "--input",
            "is needed for each of the network's inputs " + names,
            "none for '" + name + "'",
            "give --input " + name + "=FILE");
      }
      Path path = Path.of(text);
      Inputs.Loaded loaded =
          InvalidInputException.within(
              "--input", () -> Inputs.read(path, programs.preprocessing()));
      BaselineDraws from = baseline(method, baseline.get(name), path);
      parts.put(name, new NamedInputs.Part(loaded, held.contains(name) ? null : from, null));
    }
    return new NamedInputs(parts);
  }

  /** Values by the name before their first {@code =}; values without a name are for all. */
  private static Map<String, String> byName(
      String option, List<String> names, List<String> values, boolean mayLackName) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String value : values) {
      int equals = value.indexOf('=');
      String name = equals < 0 ? "" : value.substring(0, equals);
      boolean named = names.contains(name);
      if (!named && !mayLackName) {
        throw equals < 0
            ? InvalidInputException.of(
                option,
                "needs the name of one of the network's inputs " + names,
                "'" + value + "'",
                "give NAME=" + value)
            : unknown(option, name, names);
      }
      for (String each : named ? List.of(name) : names) {
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
