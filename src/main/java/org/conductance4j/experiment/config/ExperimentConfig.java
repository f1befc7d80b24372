package org.conductance4j.experiment.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * A checked experiment.
 *
 * @param experiment its name, which is also the name of its result folder
 * @param model which network
 * @param labels file of the class names, or null
 * @param input which input
 * @param objective what is explained
 * @param baseline where the path begins, such as {@code black}
 * @param layer where neurons are ranked and pruned
 * @param region what of the input is looked at, or null for all of it
 * @param path how the path integrals are computed
 * @param through pictures and arrays that the path leads through on its way
 * @param rankings by what neurons are ranked, in the order of the curves
 * @param replacement what takes the place of pruned neurons
 * @param fractions the top parts of the rankings that are pruned, ascending, 0 included
 * @param precision what is computed in
 * @param seed of everything random that has no seed of its own
 * @param figures how the figures are drawn
 * @param sections the options of each section that the config has, by their class
 * @param places where each key was written
 */
public record ExperimentConfig(
    String experiment,
    ModelOptions model,
    @Nullable Path labels,
    InputOptions input,
    Objective objective,
    Baseline baseline,
    String layer,
    @Nullable String region,
    PathOptions path,
    List<Path> through,
    List<RankingOptions> rankings,
    ReplacementOptions replacement,
    List<Double> fractions,
    Precision precision,
    long seed,
    FigureOptions figures,
    Map<Class<?>, Object> sections,
    Places places) {

  /**
   * Where the keys of a config were written, for errors that show only while it runs.
   *
   * @param where position by key, such as {@code stoplight.yaml:7 layer}
   * @param folders by key, what relative paths in its value count from
   * @param resolved every value, defaults filled in
   */
  public record Places(
      Map<String, String> where, Map<String, Path> folders, Map<String, Object> resolved) {

    /**
     * Where a key was written.
     *
     * @param key the dotted key
     * @return the beginning of an error line
     */
    public String of(String key) {
      return where.getOrDefault(key, key);
    }
  }

  /**
   * {@return the options of a section, or empty where the config does not have it}
   *
   * @param <O> what they are
   * @param type their class
   */
  public <O> Optional<O> section(Class<O> type) {
    return Optional.ofNullable(type.cast(sections.get(type)));
  }

  /**
   * Reads a config and checks everything that can be checked without the network: keys, types,
   * ranges, ids, and that the files that it names exist.
   *
   * @param file YAML or JSON
   * @param overrides {@code KEY=VALUE}
   * @param sections those that a config may have
   * @return the experiment
   * @throws InvalidInputException with one line for each problem
   */
  public static ExperimentConfig read(
      Path file, List<String> overrides, List<SectionReader<?>> sections) {
    return new ExperimentConfigReader(ConfigDocument.read(file, overrides), sections).read();
  }

  /**
   * Checks a config and also looks into the files that it names: whether network, input and labels
   * can be read, and whether layer, classes, region and baseline fit them.
   *
   * @param document the config
   * @param sections those that a config may have
   * @param inspector looks into the files
   * @throws InvalidInputException with one line for each problem
   */
  public static void inspect(
      ConfigDocument document, List<SectionReader<?>> sections, Inspector inspector) {
    new ExperimentConfigReader(document, sections).inspect(inspector);
  }

  /** Looks into the files that a config names. */
  @FunctionalInterface
  public interface Inspector {

    /**
     * Finds what only the files can tell.
     *
     * @param config the experiment
     * @param refused whether a key is known to be wrong, so that what depends on it is left out
     * @return one line for each problem
     */
    List<String> problems(ExperimentConfig config, Predicate<String> refused);
  }
}
