package org.conductance4j.attribution.path;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.question.ResolvedQuestion;

/** Samples F and its derivative by α, of the whole and of each region, at given places. */
public final class PathSamples {

  private PathSamples() {}

  /**
   * {@return a node for each place on a path, in their order: term 0 is ⟨∇F, v⟩, term 1 + r is ⟨∇F,
   * v_R⟩ of region r}
   *
   * @param question what is explained; its layer and path options are not used
   * @param alphas places, (place); not modified
   * @param progress is notified after each batch of points
   */
  public static List<PathNode> at(
      ResolvedQuestion question, double[] alphas, ProgressListener progress) {
    ResolvedQuestion alone = question.withoutLayer();
    ArrayLayout layout = new ArrayLayout(alone, EnumSet.of(Part.INPUT));
    PathNode[] nodes = new PathNode[alphas.length];
    try (PathProbe probe = new PathProbe(alone, layout)) {
      probe.nodes(
          alphas,
          (node, score, terms, arrays) -> {
            nodes[node] = new PathNode(alphas[node], score, terms);
            progress.progressed("path study", (node + 1.0) / alphas.length);
          });
    }
    return Stream.of(nodes).toList();
  }
}
