package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.Key;
import org.conductance4j.config.RecordJson;
import org.jspecify.annotations.Nullable;

/**
 * Curves that somebody published, to be drawn beside those of a run.
 *
 * @param source where they were published, and how the numbers were read
 * @param name what the key of a figure calls them
 * @param study the settings of the config that they were made with, by dotted key
 * @param fractions the parts that were pruned, ascending
 * @param curves one entry for each ranking
 */
public record PublishedCurves(
    String source,
    String name,
    Map<String, String> study,
    List<Double> fractions,
    List<Curve> curves) {

  /**
   * One ranking's curve.
   *
   * @param ranking id of the ranking
   * @param inside sum of the pruned network's input integrated gradients over the region, one for
   *     each fraction
   * @param outside over the rest
   * @param all over the whole input
   */
  public record Curve(String ranking, List<Double> inside, List<Double> outside, List<Double> all) {
    /** Keeps copies of the lists. */
    public Curve {
      inside = List.copyOf(inside);
      outside = List.copyOf(outside);
      all = List.copyOf(all);
    }
  }

  /** Keeps copies of the lists and the map. */
  public PublishedCurves {
    study = Map.copyOf(study);
    fractions = List.copyOf(fractions);
    curves = List.copyOf(curves);
  }

  /** The section's key. */
  public static final String SECTION = "figures.published";

  /** Its declaration, a key of {@code figures}. */
  public static final Key KEY = optional("published", file(), "published curves, drawn dashed");

  /**
   * Reads the section.
   *
   * @param node names a file of curves
   * @return the curves, or null with a problem
   */
  public static @Nullable PublishedCurves read(ConfigNode node) {
    Path file =
        ExperimentConfigReader.existing(node, "experiments/stoplight/published-curves.json is one");
    return file == null || !Files.isRegularFile(file)
        ? null
        : node.parsed("a file of curves", name -> read(file)).orElse(null);
  }

  /**
   * Reads such a file.
   *
   * @param file JSON of this record's form
   * @return the curves
   * @throws InvalidInputException if it cannot be read or has another form
   */
  public static PublishedCurves read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return checked(file, RecordJson.mapper().readValue(text, PublishedCurves.class));
    } catch (JsonProcessingException e) {
      throw invalid(file, String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static PublishedCurves checked(Path file, @Nullable PublishedCurves read) {
    if (read == null) {
      throw invalid(file, "null");
    }
    int points = read.fractions.size();
    for (Curve curve : read.curves) {
      for (List<Double> values : List.of(curve.inside, curve.outside, curve.all)) {
        if (values.size() != points) {
          throw invalid(file, values.size() + " values for " + points + " fractions");
        }
      }
    }
    return read;
  }

  private static InvalidInputException invalid(Path file, String got) {
    return InvalidInputException.of(
        file.toString(),
        "must hold source, name, study, fractions, and curves with a value for each fraction",
        got,
        "experiments/stoplight/published-curves.json is one");
  }

  /**
   * In which settings a run differs from those that these curves were made with.
   *
   * @param config the run's resolved config
   * @return the keys of {@link #study} that have another value there, in order; empty where the run
   *     can be compared
   */
  public SortedSet<String> differences(Map<String, Object> config) {
    return study.entrySet().stream()
        .filter(setting -> !setting.getValue().equals(value(config, setting.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String value(Map<String, Object> config, String key) {
    Object found = config;
    for (String part : key.split("\\.", -1)) {
      found = found instanceof Map<?, ?> map ? map.get(part) : null;
    }
    return String.valueOf(found);
  }
}
