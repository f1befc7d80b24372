package org.conductance4j.experiment.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Objective.Kind;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code robustness} of a config. */
public final class RobustnessReader {

  public static final String SECTION = "robustness";

  /** Key of the baselines that are compared side by side. */
  public static final String COMPARED = "baselines";

  public static final String LAYERS = SECTION + ".layers";
  public static final String BASELINES = SECTION + ".baselines";
  public static final String OBJECTIVES = SECTION + ".objectives";
  public static final String REGIONS = SECTION + ".regions";

  /** Kinds that need one class alone, so that the study's own class serves all of them. */
  private static final List<Kind> KINDS =
      List.of(Kind.PROBABILITY, Kind.LOGIT, Kind.LOG_PROBABILITY);

  private static final NumberRange FRACTION = new NumberRange(0, false, 1, false);

  private final ConfigNode node;
  private final ExperimentConfigReader reader;

  RobustnessReader(ConfigNode node, ExperimentConfigReader reader) {
    this.node = node;
    this.reader = reader;
  }

  /**
   * Reads it.
   *
   * @param objective the study's own
   * @param path the study's own
   * @param region reads and checks a region
   */
  RobustnessOptions read(
      Optional<Objective> objective,
      PathOptions path,
      Function<ConfigNode, @Nullable String> region) {
    ConfigNode layers = reader.noted(LAYERS, node.get("layers"));
    ConfigNode baselines = reader.noted(BASELINES, node.get("baselines"));
    ConfigNode objectives = reader.noted(OBJECTIVES, node.get("objectives"));
    ConfigNode regions = reader.noted(REGIONS, node.get("regions"));
    RobustnessOptions.Thresholds defaults = RobustnessOptions.Thresholds.DEFAULT;
    ConfigNode limits = node.get("thresholds");
    return new RobustnessOptions(
        list(layers, item -> Optional.of(item.string()), "[blocks.4, blocks.5]"),
        list(baselines, RobustnessReader::baseline, "[black, white]"),
        list(objectives, item -> objective(item, objective), "[probability, logit]"),
        regions(regions, region),
        node.get("fraction").number(FRACTION, 0.01),
        ExperimentConfigReader.path(node.get("path"), path),
        new RobustnessOptions.Thresholds(
            limits.get("score-kept").number(NumberRange.SHARE, defaults.scoreKept()),
            limits.get("box-kept").number(NumberRange.SHARE, defaults.boxKept()),
            limits.get("least-share").number(NumberRange.SHARE, defaults.leastShare())));
  }

  public static <T> List<T> list(
      ConfigNode node, Function<ConfigNode, Optional<T>> item, String example) {
    if (!node.isPresent()) {
      node.missing("write " + example);
      return List.of();
    }
    if (node.isList() && node.items().isEmpty()) {
      node.problem("must have at least one entry, got an empty list");
    }
    List<T> values = node.items().stream().map(item).flatMap(Optional::stream).toList();
    List<String> texts = values.stream().map(String::valueOf).toList();
    if (new HashSet<>(texts).size() < texts.size()) {
      node.problem("must name each entry once, got " + String.join(", ", texts));
    }
    return values;
  }

  public static Optional<Baseline> baseline(ConfigNode item) {
    Optional<Baseline> baseline = item.parsed("a baseline", Baseline::parse);
    if (baseline.map(Baseline::isFile).orElse(false)) {
      ExperimentConfigReader.existing(item, "name a picture or an array");
    }
    return baseline;
  }

  /** The study's class with another kind. */
  private static Optional<Objective> objective(ConfigNode item, Optional<Objective> study) {
    Optional<String> id = item.id(KINDS.stream().map(Kind::id).toList());
    if (study.isEmpty() || id.isEmpty()) {
      return Optional.empty();
    }
    if (study.get().kind() == Kind.MARGIN) {
      item.problem("needs one class, got the objective " + study.get() + "; name a class alone");
      return Optional.empty();
    }
    Kind kind = KINDS.stream().filter(k -> k.id().equals(id.get())).findFirst().orElseThrow();
    Objective asked = study.get();
    return Optional.of(new Objective(kind, asked.classes(), asked.step(), asked.output()));
  }

  private static Map<String, String> regions(
      ConfigNode node, Function<ConfigNode, @Nullable String> region) {
    Map<String, String> regions = new LinkedHashMap<>();
    for (String name : node.keys()) {
      String text = region.apply(node.get(name));
      if (text != null) {
        regions.put(name, text);
      }
    }
    if (regions.isEmpty()) {
      node.missing("write {right: box:ROW0,ROW1,COLUMN0,COLUMN1}");
    }
    return regions;
  }

  /** Baselines to compare; empty where the config has no such list. */
  static List<Baseline> baselines(ConfigNode node) {
    return node.isPresent() ? list(node, RobustnessReader::baseline, "[black, white]") : List.of();
  }
}
