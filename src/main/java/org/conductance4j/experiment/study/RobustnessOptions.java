package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.named;
import static org.conductance4j.config.Type.share;
import static org.conductance4j.config.Type.text;

import java.util.ArrayList;
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
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.Type;
import org.conductance4j.experiment.config.ExperimentConfigReader;
import org.conductance4j.experiment.config.PathReader;
import org.conductance4j.experiment.config.SectionScope;
import org.conductance4j.experiment.config.StudyKeys;
import org.conductance4j.experiment.result.Robustness.Thresholds;

/**
 * Under which settings one pruning is repeated: every layer with every baseline, objective and
 * region.
 *
 * @param layers names of layers
 * @param baselines where the path begins
 * @param objectives what is explained
 * @param regions by name, as the config writes them
 * @param fraction the part of the layer that is pruned
 * @param path how the path integrals are computed
 * @param thresholds what counts as keeping the score and as emptying the box
 */
record RobustnessOptions(
    List<String> layers,
    List<Baseline> baselines,
    List<Objective> objectives,
    Map<String, String> regions,
    double fraction,
    PathOptions path,
    Thresholds thresholds) {

  static final String SECTION = "robustness";
  static final String LAYERS = SECTION + ".layers";
  static final String BASELINES = SECTION + ".baselines";
  static final String OBJECTIVES = SECTION + ".objectives";
  static final String REGIONS = SECTION + ".regions";

  /** One setting but for its regions. */
  record Variation(String layer, Baseline baseline, Objective objective) {}

  /** Kinds that need one class alone, so that the study's own class serves all of them. */
  private static final List<Kind> KINDS =
      List.of(Kind.PROBABILITY, Kind.LOGIT, Kind.LOG_PROBABILITY);

  private static final List<String> IDS = KINDS.stream().map(Kind::id).toList();

  private static final Thresholds DEFAULT = Thresholds.DEFAULT;

  private static final Keys THRESHOLDS =
      Keys.of(
          "thresholds of robustness",
          key("score-kept", share(), DEFAULT.scoreKept(), "least part of the score that is left"),
          key("box-kept", share(), DEFAULT.boxKept(), "largest part of the region's sum left"),
          key("least-share", share(), DEFAULT.leastShare(), "least part that a region must have"));

  private static final Keys KEYS =
      Keys.of(
          SECTION,
          key("layers", Type.list(text("layer")), "layers that are pruned"),
          key("baselines", Type.list(StudyKeys.BASELINE), "starts of the path"),
          key("objectives", Type.list(id(IDS)), "scores, for the class of the study's objective"),
          key("regions", named(StudyKeys.REGION), "parts of the input"),
          key("fraction", inside(), 0.01, "the part that is pruned by regional conductance"),
          optional("path", map(PathReader.OWN), "how the integral is computed"),
          optional("thresholds", map(THRESHOLDS), "what counts"));

  static final Key KEY =
      optional(SECTION, map(KEYS), "one pruning for every layer, baseline, objective and region");

  static RobustnessOptions read(ConfigNode node, SectionScope scope) {
    ConfigNode layers = scope.noted(LAYERS, node.get("layers"));
    ConfigNode baselines = scope.noted(BASELINES, node.get("baselines"));
    ConfigNode objectives = scope.noted(OBJECTIVES, node.get("objectives"));
    ConfigNode regions = scope.noted(REGIONS, node.get("regions"));
    ConfigNode limits = node.get("thresholds");
    return new RobustnessOptions(
        list(layers, item -> Optional.of(item.string()), "[blocks.4, blocks.5]"),
        list(baselines, RobustnessOptions::baseline, "[black, white]"),
        list(
            objectives, item -> objective(item, scope.study().objective()), "[probability, logit]"),
        regions(regions, scope),
        node.get("fraction").number(),
        PathReader.options(node.get("path"), scope.study().path()),
        new Thresholds(
            limits.get("score-kept").number(),
            limits.get("box-kept").number(),
            limits.get("least-share").number()));
  }

  /** Reads a list of at least one entry, each of which is there once. */
  static <T> List<T> list(ConfigNode node, Function<ConfigNode, Optional<T>> item, String example) {
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

  /** Reads a baseline; a file must exist. */
  static Optional<Baseline> baseline(ConfigNode item) {
    Optional<Baseline> baseline = item.parsed("a baseline", Baseline::parse);
    if (baseline.map(Baseline::isFile).orElse(false)) {
      ExperimentConfigReader.existing(item, "name a picture or an array");
    }
    return baseline;
  }

  /** The study's class with another kind. */
  private static Optional<Objective> objective(ConfigNode item, Objective study) {
    Optional<String> id = item.knownId();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (study.kind() == Kind.MARGIN) {
      item.problem("needs one class, got the objective " + study + "; name a class alone");
      return Optional.empty();
    }
    Kind kind = KINDS.stream().filter(k -> k.id().equals(id.get())).findFirst().orElseThrow();
    return Optional.of(new Objective(kind, study.classes(), study.step(), study.output()));
  }

  private static Map<String, String> regions(ConfigNode node, SectionScope scope) {
    Map<String, String> regions = new LinkedHashMap<>();
    for (String name : node.keys()) {
      String text = scope.region(node.get(name));
      if (text != null) {
        regions.put(name, text);
      }
    }
    if (regions.isEmpty()) {
      node.missing("write {right: box:ROW0,ROW1,COLUMN0,COLUMN1}");
    }
    return regions;
  }

  /** All settings, layers outermost. */
  List<Variation> variations() {
    List<Variation> all = new ArrayList<>();
    for (String layer : layers) {
      for (Baseline baseline : baselines) {
        objectives.forEach(objective -> all.add(new Variation(layer, baseline, objective)));
      }
    }
    return all;
  }
}
