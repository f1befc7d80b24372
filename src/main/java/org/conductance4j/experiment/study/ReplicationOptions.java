package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.share;

import java.util.List;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.Type;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.ExperimentConfigReader;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.config.PathReader;
import org.conductance4j.experiment.config.SectionScope;
import org.conductance4j.experiment.result.Replication.Thresholds;
import org.conductance4j.scene.SceneOptions;

/**
 * The same study over many scenes that are fixed beforehand.
 *
 * @param firstSeed seed of the first scene; the others count up from it
 * @param scenes number of scenes
 * @param lights number of lights in each
 * @param fraction the fraction at which the region-targeted pruning is judged
 * @param fractions the fractions at which conductance pruning may collapse
 * @param path how the path integrals are computed
 * @param thresholds what counts as holding
 */
record ReplicationOptions(
    long firstSeed,
    int scenes,
    int lights,
    double fraction,
    List<Double> fractions,
    PathOptions path,
    Thresholds thresholds) {

  private static final Thresholds DEFAULT = Thresholds.DEFAULT;
  private static final Keys THRESHOLDS =
      Keys.of(
          "thresholds of replication",
          key("score-kept", share(), DEFAULT.scoreKept(), "least part of the score that is left"),
          key("box-kept", share(), DEFAULT.boxKept(), "largest part of the box's sum left"),
          key("collapse", share(), DEFAULT.collapse(), "least distance of the two scores"),
          key("random-moved", share(), DEFAULT.randomMoved(), "largest change by random pruning"));
  private static final Keys KEYS =
      Keys.of(
          "replication",
          key(
              "first-seed",
              integer(0, Long.MAX_VALUE / 2),
              "seed of the first scene; then upwards"),
          key("scenes", integer(1, 100_000), "number of scenes"),
          key("lights", integer(1, SceneOptions.MOST_LIGHTS), 2, "lights in each scene"),
          key("fraction", inside(), 0.01, "at which regional pruning is judged"),
          optional(
              "fractions", list(Type.fraction()), "the study's", "where the score may collapse"),
          optional("path", map(PathReader.OWN), "how the integral is computed"),
          optional("thresholds", map(THRESHOLDS), "what counts as holding"));

  static final Key KEY = optional("replication", map(KEYS), "the same study over generated scenes");

  static ReplicationOptions read(ConfigNode node, SectionScope scope) {
    ExperimentConfig study = scope.study();
    if (!(study.input().source() instanceof InputOptions.Street)) {
      node.problem("needs scenes, got another input; give input: {scene: {seed: 1, lights: 2}}");
    }
    long first = node.get("first-seed").longInteger();
    int scenes = node.get("scenes").integer();
    int lights = node.get("lights").integer();
    double fraction = node.get("fraction").number();
    List<Double> searched =
        ExperimentConfigReader.fractions(node.get("fractions").or(study.fractions()));
    ConfigNode limits = node.get("thresholds");
    return new ReplicationOptions(
        first,
        scenes,
        lights,
        fraction,
        searched,
        PathReader.options(node.get("path"), study.path()),
        new Thresholds(
            limits.get("score-kept").number(),
            limits.get("box-kept").number(),
            limits.get("collapse").number(),
            limits.get("random-moved").number()));
  }
}
