package org.conductance4j.pruning;

import java.util.List;
import org.conductance4j.array.Channels;
import org.conductance4j.config.Identified;

/** What is pruned as one: a neuron, or a whole channel of them. */
public enum Unit implements Identified {
  /** One scalar of the activation. */
  NEURON,
  /** All scalars of one channel; of a flat activation the same as a neuron. */
  CHANNEL;

  /** Names of all units. */
  public static final List<String> IDS = Identified.ids(values());

  /**
   * {@return how many of these units a layer has}
   *
   * @param channels of the layer's activation
   */
  public int count(Channels channels) {
    return this == NEURON ? channels.count() * channels.size() : channels.count();
  }

  /** Row-major indices of the neurons of some units. */
  int[] neurons(Channels channels, int... units) {
    return this == NEURON ? units.clone() : channels.elementsOf(units);
  }
}
