package org.conductance4j.surgery;

import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Partition;
import org.conductance4j.pruning.Plan;

/**
 * A plan together with the layer that it prunes, so that it can be read channel by channel.
 *
 * @param layer the layer's name in the graph
 * @param shape of the layer's activation
 * @param axis which of its axes counts channels
 * @param plan what is pruned, with a replacement by constants
 */
record LayerPlan(String layer, List<Integer> shape, int axis, Plan plan) {

  LayerPlan {
    shape = List.copyOf(shape);
  }

  int[] extents() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  Partition channels() {
    return Partition.along(axis, extents());
  }

  /** The channels of which every neuron is pruned, ascending. */
  int[] wholeChannels() {
    Partition channels = channels();
    return IntStream.range(0, channels.count())
        .filter(channel -> IntStream.of(channels.elements(channel)).allMatch(plan::prunes))
        .toArray();
  }

  /** Whether the plan prunes whole channels and nothing else. */
  boolean isOfChannels() {
    return wholeChannels().length * channels().size() == plan.pruned();
  }

  /** What each neuron becomes where it is pruned. */
  double[] constants() {
    return plan.replacement().constants(plan.units()).orElseThrow();
  }

  /** Whether every pruned neuron becomes 0. */
  boolean isZero() {
    double[] constants = constants();
    return IntStream.range(0, constants.length)
        .noneMatch(neuron -> plan.prunes(neuron) && constants[neuron] != 0);
  }
}
