package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.either;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;

/**
 * Reads the section {@code layers} of a config: a list whose items are layers, or lists of layers
 * whose neurons are ranked together.
 */
public final class LayersReader {

  /** The section's key. */
  public static final Key KEY =
      optional(
          LayersOptions.SECTION,
          list(either(text("layer"), list(text("layer")))),
          "also prunes these layers; layers in inner brackets are ranked together, by conductance or"
              + " at random, and not with the replacement `path`");

  private LayersReader() {}

  /**
   * {@return the section's options}
   *
   * @param node a list of layers and lists of layers
   * @param study what else the config says
   */
  public static LayersOptions read(ConfigNode node, SectionScope study) {
    List<List<String>> groups = new ArrayList<>();
    if (node.isList() && node.items().isEmpty()) {
      node.problem("must have at least one layer, got an empty list");
    }
    for (ConfigNode item : node.items()) {
      List<String> group = group(item, study.study());
      if (groups.contains(group)) {
        item.problem("must be given once, got it again");
      }
      groups.add(group);
    }
    return new LayersOptions(groups);
  }

  private static List<String> group(ConfigNode item, ExperimentConfig study) {
    if (!item.isList()) {
      return List.of(item.string());
    }
    List<String> names = item.items().stream().map(ConfigNode::string).toList();
    if (names.size() < 2 || new HashSet<>(names).size() < names.size()) {
      item.problem(
          "must be different layers whose neurons are ranked together, got "
              + names
              + "; write a layer alone without brackets");
    }
    if (study.rankings().stream().noneMatch(LayersReader::hasOneScale)) {
      item.problem(
          "needs a ranking of one scale in all layers, got none; add regional-conductance,"
              + " layer-conductance or random");
    }
    if (study.replacement().kind().equals("path")) {
      item.problem(
          "needs a constant in the place of pruned neurons, got the replacement path; choose zero,"
              + " baseline or mean:FILE");
    }
    return names;
  }

  /**
   * {@return whether the scores of several layers can be ranked together: conductances of each
   * layer that cuts every path sum to the same, and chance knows no scale}
   *
   * @param ranking any
   */
  public static boolean hasOneScale(RankingOptions ranking) {
    return !(ranking instanceof RankingOptions.Scored);
  }
}
