package org.conductance4j.experiment.config;

import java.nio.file.Path;
import org.conductance4j.config.ConfigNode;

/**
 * A labelled set on which pruned networks are tried.
 *
 * @param inputs {@code .npy} with a leading batch axis, as the network takes them
 * @param classes {@code .npy} of class indices, one an input
 * @param where the config's position
 */
public record AccuracyOptions(Path inputs, Path classes, String where) {

  /** The section's key. */
  public static final String SECTION = "accuracy";

  /**
   * {@return the section's options}
   *
   * @param node the files of inputs and classes
   */
  public static AccuracyOptions read(ConfigNode node) {
    Path inputs = existing(node.get("inputs"));
    Path classes = existing(node.get("classes"));
    return new AccuracyOptions(inputs, classes, node.where());
  }

  private static Path existing(ConfigNode node) {
    if (!node.isPresent()) {
      node.missing("name a .npy file");
    }
    Path file = ExperimentConfigReader.existing(node, "check the path");
    return file == null ? Path.of("") : file;
  }
}
