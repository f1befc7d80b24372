package org.conductance4j.attribution;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.conductance4j.attribution.Explanation.Part;
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
   * @return true if it looks at the setting's draws
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
   * @param setting what is explained
   * @return its stages; without other word one path through the network, or a gradient if it takes
   *     no nodes, cut at the layer if it needs one
   */
  default List<Workload> workloads(Setting setting) {
    Part part = needsNeuron() ? Part.NEURONS : needsLayer() ? Part.LAYER : Part.INPUT;
    Setting cut = needsLayer() ? setting : setting.withoutLayer();
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
   * @param setting what is explained
   * @param progress is told of each batch of nodes
   * @return one array
   * @throws InvalidInputException if the setting lacks what this method needs
   */
  Attribution attribute(Setting setting, ProgressListener progress);

  /**
   * Attributes for several examples, whose settings differ in input, baseline, readout and where
   * the path leads alone.
   *
   * @param settings what is explained; not empty
   * @param progress is told of each batch of nodes
   * @return one attribution a setting, the same as one by one
   * @throws InvalidInputException if the settings lack what this method needs
   */
  default List<Attribution> attributeAll(List<Setting> settings, ProgressListener progress) {
    List<Attribution> all = new ArrayList<>();
    for (Setting setting : settings) {
      int before = all.size();
      all.add(
          attribute(
              setting,
              (stage, part) -> progress.progressed(stage, (before + part) / settings.size())));
    }
    return List.copyOf(all);
  }
}
