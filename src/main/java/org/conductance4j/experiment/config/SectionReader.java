package org.conductance4j.experiment.config;

import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of a config, such as {@code stability}.
 *
 * @param <O> the section's options
 */
public interface SectionReader<O> {

  /** {@return the section's key, as a config declares it} */
  Key declaration();

  /** {@return the key in a config; a dotted one lies in another part of the config} */
  default String key() {
    return declaration().name();
  }

  /** {@return the class of the section's options, under which a config keeps them} */
  Class<O> type();

  /**
   * Reads the section and notes its problems.
   *
   * @param node the section, which is there
   * @param study what else the config says
   * @return its options; null where a problem leaves none
   */
  @Nullable O read(ConfigNode node, SectionScope study);
}
