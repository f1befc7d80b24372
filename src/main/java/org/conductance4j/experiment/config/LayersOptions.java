package org.conductance4j.experiment.config;

import java.util.List;

/**
 * Layers of which a run prunes the neurons besides those of its own layer.
 *
 * @param groups each a layer whose neurons are ranked among themselves, or several whose neurons
 *     are ranked together; as the config names them
 */
public record LayersOptions(List<List<String>> groups) {

  /** The section's key. */
  public static final String SECTION = "layers";

  /** Keeps copies of the lists. */
  public LayersOptions {
    groups = groups.stream().map(List::copyOf).toList();
  }
}
