package org.conductance4j.attribution.method;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.memory.PathWorkload;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/** A way to attribute a score to the input's elements or a layer's neurons. */
public interface AttributionMethod {

  /**
   * The name that configurations and the command line use.
   *
   * @return the id
   */
  String id();

  /**
   * Whether the method looks at a layer.
   *
   * @return true if it needs one
   */
  default boolean needsLayer() {
    return false;
  }

  /**
   * Whether the method looks at neurons of the layer, one by one.
   *
   * @return true if it needs at least one
   */
  default boolean needsNeuron() {
    return false;
  }

  /**
   * Whether the method looks at a region.
   *
   * @return true if it needs one
   */
  default boolean needsRegion() {
    return false;
  }

  /**
   * Whether the method takes the mean over several baselines.
   *
   * @return true if it looks at the question's draws
   */
  default boolean takesDraws() {
    return false;
  }

  /**
   * Whether the method integrates over nodes of a path.
   *
   * @return false if it looks at the input itself alone
   */
  default boolean takesNodes() {
    return true;
  }

  /**
   * Whether the method integrates along the direction of a path in the input, so that the path may
   * lead through other places.
   *
   * @return true if it does
   */
  default boolean followsPath() {
    return false;
  }

  /**
   * What is explained: an activation of the layer, or the objective.
   *
   * @return true if the objective does not enter
   */
  default boolean explainsActivation() {
    return false;
  }

  /**
   * What is scored: the neurons of the layer, or the elements of the input.
   *
   * @return true if its values have the layer's shape
   */
  default boolean scoresLayer() {
    return needsLayer() && !needsNeuron();
  }

  /**
   * What the method needs memory for.
   *
   * @param question what is explained
   * @return its stages; without other word one path through the network, or a gradient if it takes
   *     no nodes, cut at the layer if it needs one
   */
  default List<Workload> workloads(ResolvedQuestion question) {
    Part part = needsNeuron() ? Part.NEURONS : needsLayer() ? Part.LAYER : Part.INPUT;
    ResolvedQuestion cut = needsLayer() ? question : question.withoutLayer();
    if (!takesNodes()) {
      return LocalGradient.workloads(cut);
    }
    return needsRegion()
        ? List.of(new PathWorkload(cut, EnumSet.of(Part.REGIONS)))
        : List.of(new PathWorkload(cut.withRegions(List.of()), EnumSet.of(part)));
  }

  /**
   * Attributes.
   *
   * @param question what is explained
   * @param progress is told of each batch of nodes
   * @return one array
   * @throws InvalidInputException if the question lacks what this method needs
   */
  Attribution attribute(ResolvedQuestion question, ProgressListener progress);

  /**
   * Attributes for several examples, whose questions differ in input, baseline, readout and where
   * the path leads alone.
   *
   * @param questions what is explained; not empty
   * @param progress is told of each batch of nodes
   * @return one attribution a question, the same as one by one
   * @throws InvalidInputException if the questions lack what this method needs
   */
  default List<Attribution> attributeAll(
      List<ResolvedQuestion> questions, ProgressListener progress) {
    List<Attribution> all = new ArrayList<>();
    for (ResolvedQuestion question : questions) {
      int before = all.size();
      all.add(
          attribute(
              question,
              (stage, part) -> progress.progressed(stage, (before + part) / questions.size())));
    }
    return List.copyOf(all);
  }
}
