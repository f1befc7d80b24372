package org.conductance4j.experiment.config;

import java.util.List;

/**
 * Layers of which a run prunes the neurons besides those of its own layer.
 *
 * @param layers one, whose neurons are ranked among themselves, or several, whose neurons are
 *     ranked together; as the config names them
 */
public record LayerGroup(List<String> layers) {

  public static final String SECTION = "layers";

  /** Keeps a copy of the list. */
  public LayerGroup {
    layers = List.copyOf(layers);
  }
}
