package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.map;

import java.nio.file.Path;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.experiment.config.ExperimentConfigReader;

/**
 * A labelled set on which pruned networks are tried.
 *
 * @param inputs {@code .npy} with a leading batch axis, as the network takes them
 * @param classes {@code .npy} of class indices, one an input
 * @param where the config's position
 */
record AccuracyOptions(Path inputs, Path classes, String where) {

  static final String SECTION = "accuracy";

  private static final Keys KEYS =
      Keys.of(
          SECTION,
          key("inputs", file(), "a `.npy` of shape (example, the network's input)"),
          key("classes", file(), "a `.npy` of the classes, counted from 0"));

  static final Key KEY =
      optional(SECTION, map(KEYS), "the accuracy of each pruned network on a labelled set");

  static AccuracyOptions read(ConfigNode node) {
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
