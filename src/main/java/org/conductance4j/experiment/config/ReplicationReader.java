package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.fraction;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.share;

import java.util.List;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.scene.SceneOptions;

/** Reads the section {@code replication} of a config. */
public final class ReplicationReader {

  private static final ReplicationOptions.Thresholds DEFAULT =
      ReplicationOptions.Thresholds.DEFAULT;

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
          optional("fractions", list(fraction()), "the study's", "where the score may collapse"),
          optional("path", map(PathReader.OWN), "how the integral is computed"),
          optional("thresholds", map(THRESHOLDS), "what counts as holding"));

  /** The section's key. */
  public static final Key KEY =
      optional("replication", map(KEYS), "the same study over generated scenes");

  private ReplicationReader() {}

  /**
   * {@return the section's options}
   *
   * @param node the scenes, and what counts as holding
   * @param scope what else the config says
   */
  public static ReplicationOptions read(ConfigNode node, SectionScope scope) {
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
        new ReplicationOptions.Thresholds(
            limits.get("score-kept").number(),
            limits.get("box-kept").number(),
            limits.get("collapse").number(),
            limits.get("random-moved").number()));
  }
}
