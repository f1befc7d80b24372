package org.conductance4j.pruning;

import java.util.EnumSet;
import org.conductance4j.attribution.Explanation;
import org.conductance4j.attribution.Explanation.Part;
import org.conductance4j.attribution.PathAttribution;
import org.conductance4j.attribution.PathNodes;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Setting;
import org.conductance4j.engine.Hooks;

/** Pixel maps of pruned networks, computed only where a picture of one is wanted. */
public final class PrunedAttribution {

  private PrunedAttribution() {}

  /**
   * Integrated gradients of a pruned network at given nodes, such as those that a sweep reached.
   *
   * @param setting what is explained, with the layer that is pruned
   * @param plan what is pruned
   * @param nodes where on the path
   * @param progress is told of each batch of nodes
   * @return an explanation that holds the input's map
   */
  public static Explanation at(
      Setting setting, Plan plan, PathNodes nodes, ProgressListener progress) {
    String layer = setting.needLayer().name();
    try (Hooks hooks = Hooks.on(setting.program()).transform(layer, plan.transform())) {
      Setting pruned = setting.withProgram(hooks.program());
      return PathAttribution.explainAt(pruned, EnumSet.of(Part.INPUT), nodes, progress);
    }
  }

  /**
   * Integrated gradients of a pruned network by the setting's own rule.
   *
   * @param setting what is explained, with the layer that is pruned
   * @param plan what is pruned
   * @param progress is told of each batch of nodes
   * @return an explanation that holds the input's map
   */
  public static Explanation of(Setting setting, Plan plan, ProgressListener progress) {
    String layer = setting.needLayer().name();
    try (Hooks hooks = Hooks.on(setting.program()).transform(layer, plan.transform())) {
      Setting pruned = setting.withProgram(hooks.program());
      return PathAttribution.explain(pruned, EnumSet.of(Part.INPUT), progress);
    }
  }
}
