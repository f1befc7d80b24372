package org.conductance4j.experiment.config;

import java.util.List;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;
import org.conductance4j.scene.SceneOptions;

/** Reads the section {@code replication} of a config. */
public final class ReplicationReader {

  private static final NumberRange FRACTION = new NumberRange(0, false, 1, false);
  private static final int MOST_SCENES = 100_000;

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
    long first = node.get("first-seed").integer(0, Long.MAX_VALUE / 2);
    long scenes = node.get("scenes").integer(1, MOST_SCENES);
    long lights = node.get("lights").integer(1, SceneOptions.MOST_LIGHTS, 2);
    double fraction = node.get("fraction").number(FRACTION, 0.01);
    List<Double> searched =
        ExperimentConfigReader.fractions(node.get("fractions"), study.fractions());
    ReplicationOptions.Thresholds defaults = ReplicationOptions.Thresholds.DEFAULT;
    ConfigNode limits = node.get("thresholds");
    return new ReplicationOptions(
        first,
        (int) scenes,
        (int) lights,
        fraction,
        searched,
        PathReader.options(node.get("path"), study.path()),
        new ReplicationOptions.Thresholds(
            limits.get("score-kept").number(NumberRange.SHARE, defaults.scoreKept()),
            limits.get("box-kept").number(NumberRange.SHARE, defaults.boxKept()),
            limits.get("collapse").number(NumberRange.SHARE, defaults.collapse()),
            limits.get("random-moved").number(NumberRange.SHARE, defaults.randomMoved())));
  }
}
