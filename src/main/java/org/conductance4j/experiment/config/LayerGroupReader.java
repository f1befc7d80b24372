package org.conductance4j.experiment.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.conductance4j.config.ConfigNode;

/**
 * Reads the section {@code layers} of a config: a list whose items are layers, or lists of layers
 * whose neurons are ranked together.
 */
public final class LayerGroupReader {

  private LayerGroupReader() {}

  static List<LayerGroup> read(
      ConfigNode node, List<RankingOptions> rankings, ReplacementOptions replacement) {
    List<LayerGroup> groups = new ArrayList<>();
    if (!node.isPresent()) {
      return groups;
    }
    if (node.isList() && node.items().isEmpty()) {
      node.problem("must have at least one layer, got an empty list");
    }
    for (ConfigNode item : node.items()) {
      LayerGroup group = group(item, rankings, replacement);
      if (groups.contains(group)) {
        item.problem("must be given once, got it again");
      }
      groups.add(group);
    }
    return List.copyOf(groups);
  }

  private static LayerGroup group(
      ConfigNode item, List<RankingOptions> rankings, ReplacementOptions replacement) {
    if (!item.isList()) {
      return new LayerGroup(List.of(item.string()));
    }
    List<String> names = item.items().stream().map(ConfigNode::string).toList();
    if (names.size() < 2 || new HashSet<>(names).size() < names.size()) {
      item.problem(
          "must be different layers whose neurons are ranked together, got "
              + names
              + "; write a layer alone without brackets");
    }
    if (rankings.stream().noneMatch(LayerGroupReader::hasOneScale)) {
      item.problem(
          "needs a ranking of one scale in all layers, got none; add regional-conductance,"
              + " layer-conductance or random");
    }
    if (replacement.kind().equals("path")) {
      item.problem(
          "needs a constant in the place of pruned neurons, got the replacement path; choose zero,"
              + " baseline or mean:FILE");
    }
    return new LayerGroup(names);
  }

  /** Conductances of each layer that cuts every path sum to the same; chance knows no scale. */
  public static boolean hasOneScale(RankingOptions ranking) {
    return !(ranking instanceof RankingOptions.Scored);
  }
}
