package org.conductance4j.experiment.study;

import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.either;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.config.SectionScope;

/**
 * Layers of which a run prunes the neurons besides those of its own layer.
 *
 * @param groups each a layer whose neurons are ranked among themselves, or several whose neurons
 *     are ranked together; as the config names them
 */
record LayersOptions(List<List<String>> groups) {

  static final String SECTION = "layers";

  static final Key KEY =
      optional(
          SECTION,
          list(either(text("layer"), list(text("layer")))),
          "also prunes these layers; layers in inner brackets are ranked together, by conductance"
              + " or at random, and not with the replacement `path`");

  static LayersOptions read(ConfigNode node, SectionScope study) {
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
    if (study.rankings().stream().noneMatch(LayersOptions::hasOneScale)) {
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
   * Whether the scores of several layers can be ranked together: conductances of each layer that
   * cuts every path sum to the same, and chance knows no scale.
   */
  static boolean hasOneScale(RankingOptions ranking) {
    return !(ranking instanceof RankingOptions.Scored);
  }
}
