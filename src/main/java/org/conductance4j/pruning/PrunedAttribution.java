package org.conductance4j.pruning;

import java.util.EnumSet;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Hooks;

/** Explains pruned networks by their input's map. */
public final class PrunedAttribution {

  private PrunedAttribution() {}

  /**
   * {@return an explanation of a pruned network by the question's own rule that holds the input's
   * map}
   *
   * @param question what is explained, with the layer that is pruned
   * @param plan what is pruned
   * @param progress is notified after each batch of nodes
   */
  public static Explanation of(ResolvedQuestion question, Plan plan, ProgressListener progress) {
    String layer = question.needLayer().name();
    try (Hooks hooks = Hooks.on(question.program()).transform(layer, plan.transform())) {
      ResolvedQuestion pruned = question.withProgram(hooks.program());
      return PathAttribution.explain(pruned, EnumSet.of(Part.INPUT), progress);
    }
  }
}
