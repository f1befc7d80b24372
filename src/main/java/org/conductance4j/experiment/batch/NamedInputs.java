package org.conductance4j.experiment.batch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.Preprocessing;
import org.jspecify.annotations.Nullable;

/** What a network's inputs are given, by their names, in batches of equally many examples. */
public final class NamedInputs {

  private final Map<String, Part> parts;

  /**
   * One of the inputs.
   *
   * @param loaded a picture, or an array with a leading batch axis
   * @param baseline where its path begins; null where it is held as it is
   */
  public record Part(Inputs.Loaded loaded, @Nullable BaselineDraws baseline) {

    /** One example for each place on the batch axis. */
    List<Tensor> examples() {
      return loaded.picture().isPresent()
          ? List.of(loaded.values())
          : Inputs.examples(loaded.values(), "--input");
    }
  }

  private NamedInputs(Map<String, Part> parts) {
    this.parts = new LinkedHashMap<>(parts);
  }

  /**
   * The only input of a network.
   *
   * @param name its name
   * @param loaded a picture, or an array with a leading batch axis
   * @param baseline where its path begins
   * @return the inputs
   */
  public static NamedInputs of(String name, Inputs.Loaded loaded, BaselineDraws baseline) {
    return new NamedInputs(Map.of(name, new Part(loaded, baseline)));
  }

  /** Makes the baseline of an input from its text. */
  @FunctionalInterface
  public interface BaselineReader {
    /**
     * Reads a baseline.
     *
     * @param text as a user gave it, or null for the default
     * @param file the input that it is for
     * @return the baseline
     */
    BaselineDraws read(@Nullable String text, Path file);
  }

  /**
   * Reads the files of a network's inputs.
   *
   * @param names of the network's inputs
   * @param files {@code NAME=FILE} for each; the name may be left out where there is one input
   * @param baselines {@code NAME=B}, or B for all inputs; may be empty
   * @param held names of inputs whose path does not move
   * @param reader makes baselines
   * @param preprocessing how pictures become inputs
   * @return the inputs, in the network's order
   * @throws InvalidInputException if a name is unknown, missing or given twice, or a file is bad
   */
  public static NamedInputs read(
      List<String> names,
      List<String> files,
      List<String> baselines,
      Set<String> held,
      BaselineReader reader,
      Preprocessing preprocessing) {
    Map<String, String> file = byName("--input", names, files, names.size() == 1);
    Map<String, String> baseline = byName("--baseline", names, baselines, true);
    for (String name : held) {
      if (!names.contains(name)) {
        throw unknown("--hold", name, names);
      }
    }
    Map<String, Part> parts = new LinkedHashMap<>();
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
          InvalidInputException.within("--input", () -> Inputs.read(path, preprocessing));
      String begin = baseline.get(name);
      BaselineDraws from =
          InvalidInputException.within("--baseline", () -> reader.read(begin, path));
      parts.put(name, new Part(loaded, held.contains(name) ? null : from));
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

  /** Shapes of one example of each input. */
  Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    parts.forEach((name, part) -> shapes.put(name, part.examples().get(0).shape()));
    return shapes;
  }

  /** The inputs in the network's order. */
  List<Part> parts() {
    return new ArrayList<>(parts.values());
  }

  /** One entry an example: a tensor for each input. */
  List<List<Tensor>> examples() {
    List<List<Tensor>> examples = new ArrayList<>();
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      List<Tensor> own = entry.getValue().examples();
      while (examples.isEmpty() || (examples.get(0).isEmpty() && examples.size() < own.size())) {
        examples.add(new ArrayList<>());
      }
      if (own.size() != examples.size()) {
        throw InvalidInputException.of(
            "--input",
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
