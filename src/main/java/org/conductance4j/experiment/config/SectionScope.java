package org.conductance4j.experiment.config;

import org.conductance4j.config.ConfigNode;
import org.jspecify.annotations.Nullable;

/** What the reader of a section knows of the rest of the config. */
public interface SectionScope {

  /** {@return the experiment without its sections} */
  ExperimentConfig study();

  /**
   * Remembers where a key was written, for errors that show only while the experiment runs.
   *
   * @param key the dotted key
   * @param node where it was written
   * @return the node
   */
  ConfigNode noted(String key, ConfigNode node);

  /**
   * Checks the form of a region.
   *
   * @param node where it was written
   * @return the region's text, or null where the node is empty
   */
  @Nullable String region(ConfigNode node);
}
