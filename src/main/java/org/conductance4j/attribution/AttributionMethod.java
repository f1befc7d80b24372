package org.conductance4j.attribution;

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
  boolean needsLayer();

  /**
   * Whether the method looks at a region.
   *
   * @return true if it needs one
   */
  boolean needsRegion();

  /**
   * Attributes.
   *
   * @param setting what is explained
   * @param progress is told of each batch of nodes
   * @return one array
   * @throws InvalidInputException if the setting lacks what this method needs
   */
  Attribution attribute(Setting setting, ProgressListener progress);
}
