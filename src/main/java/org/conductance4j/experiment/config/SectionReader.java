package org.conductance4j.experiment.config;

import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.jspecify.annotations.Nullable;

/**
 * How one section of a config is read, such as {@code stability}.
 *
 * @param <O> the section's options
 * @param key in a config; a dotted one lies in another part of the config
 * @param declaration of the key
 * @param type the class of the options, under which a config keeps them
 * @param read reads them
 */
public record SectionReader<O>(String key, Key declaration, Class<O> type, Read<O> read) {

  /**
   * Reads a section and notes its problems.
   *
   * @param <O> the section's options
   */
  @FunctionalInterface
  public interface Read<O> {
    /**
     * Reads it.
     *
     * @param node the section, which is there
     * @param study what else the config says
     * @return its options; null where a problem leaves none
     */
    @Nullable O from(ConfigNode node, SectionScope study);
  }

  /**
   * A section whose key lies at the top of a config.
   *
   * @param declaration of the key
   * @param type the class of the options
   * @param read reads them
   */
  public SectionReader(Key declaration, Class<O> type, Read<O> read) {
    this(declaration.name(), declaration, type, read);
  }
}
