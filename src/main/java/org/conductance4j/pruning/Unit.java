package org.conductance4j.pruning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Channels;
import org.conductance4j.config.InvalidInputException;

/** What is pruned as one: a neuron, or a whole channel of them. */
public enum Unit {
  /** One scalar of the activation. */
  NEURON,
  /** All scalars of one channel; of a flat activation the same as a neuron. */
  CHANNEL;

  /** Names of all units. */
  public static final List<String> IDS = Arrays.stream(values()).map(Unit::id).toList();

  /**
   * The unit's name.
   *
   * @return {@code neuron} or {@code channel}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A unit by its name.
   *
   * @param id {@code neuron} or {@code channel}
   * @return the unit
   * @throws InvalidInputException if it is neither
   */
  public static Unit of(String id) {
    return Arrays.stream(values())
        .filter(unit -> unit.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInputException.of(
                    "unit", "must be one of " + IDS, "'" + id + "'", "choose one"));
  }

  /**
   * How many of these a layer has.
   *
   * @param channels of the layer's activation
   * @return the count
   */
  public int count(Channels channels) {
    return this == NEURON ? channels.count() * channels.size() : channels.count();
  }

  /**
   * The neurons of some units.
   *
   * @param channels of the layer's activation
   * @param units their indices; not modified
   * @return row-major indices of the neurons
   */
  int[] neurons(Channels channels, int... units) {
    return this == NEURON ? units.clone() : channels.elementsOf(units);
  }
}
