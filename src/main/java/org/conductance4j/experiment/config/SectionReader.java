package org.conductance4j.experiment.config;

import java.util.List;
import org.conductance4j.config.ConfigNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section of a config, such as {@code stability}.
 *
 * @param <O> the section's options
 */
public interface SectionReader<O> {

  /** {@return the key in a config; a dotted one lies in another part of the config} */
  String key();

  /** {@return the class of the section's options, under which a config keeps them} */
  Class<O> type();

  /** {@return keys that were used for the section earlier and are still read} */
  default List<String> formerKeys() {
    return List.of();
  }

  /**
   * Reads the section and notes its problems.
   *
   * @param node the section, which is there
   * @param study what else the config says
   * @return its options; null where a problem leaves none
   */
  @Nullable O read(ConfigNode node, SectionScope study);
}
