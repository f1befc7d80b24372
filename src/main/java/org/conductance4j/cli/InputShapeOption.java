package org.conductance4j.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.model.LoadedNetwork;
import picocli.CommandLine.Option;

/** Shapes of a network's inputs, for networks that do not say them. */
final class InputShapeOption {

  @Option(
      names = "--input-shape",
      paramLabel = "N",
      description =
          "Shape of one example, such as 3,224,224, for a network that does not say it itself;"
              + " NAME=N for one of several inputs.")
  private List<String> shapes = List.of();

  /** Shapes by the input's name: those that were given, else those that the network says. */
  Map<String, int[]> of(LoadedNetwork network) {
    List<String> names = network.inputNames();
    Map<String, int[]> found = new LinkedHashMap<>();
    for (String given : shapes) {
      int equals = given.indexOf('=');
      String name =
          equals < 0 && names.size() == 1 ? names.get(0) : given.substring(0, Math.max(equals, 0));
      if (!names.contains(name)) {
        throw InvalidInputException.of(
            "--input-shape",
            "needs the name of one of the network's inputs " + names,
            "'" + given + "'",
            equals < 0 ? "give NAME=" + given : NearMatches.remedy(name, names));
      }
      found.put(name, extents(given.substring(equals + 1)));
    }
    if (found.isEmpty() && names.size() == 1) {
      network.inputShape().ifPresent(shape -> found.put(names.get(0), shape));
    }
    return found;
  }

  private static int[] extents(String text) {
    try {
      int[] extents =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .mapToInt(Integer::parseInt)
              .toArray();
      if (Arrays.stream(extents).allMatch(extent -> extent > 0)) {
        return extents;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw InvalidInputException.of(
        "--input-shape", "must be positive whole numbers", "'" + text + "'", "such as 3,224,224");
  }
}
