package org.conductance4j.experiment.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.NumberRange;

/** Reads how a path integral is computed and where the path leads. */
final class PathReader {

  /** Key of the pictures and arrays that a path leads through. */
  static final String THROUGH = "through";

  private static final NumberRange TOLERANCE = new NumberRange(0, false, 1, false);
  private static final long LARGEST_PASSES = 1L << 40;

  private PathReader() {}

  static PathOptions options(ConfigNode node, PathOptions fallback) {
    PathRule rule = PathRule.parse(node.get("rule").id(PathRule.ids(), fallback.rule().id()));
    boolean adaptive = rule == PathRule.ADAPTIVE;
    ConfigNode steps = node.get("steps");
    ConfigNode tolerance = node.get("tolerance");
    ConfigNode passes = node.get("passes");
    for (ConfigNode own : List.of(tolerance, passes)) {
      if (!adaptive && own.isPresent()) {
        own.problem("goes with the rule adaptive, got the rule " + rule.id() + "; give steps");
      }
    }
    if (adaptive
        && List.of(steps, tolerance, passes).stream().filter(ConfigNode::isPresent).count() > 1) {
      node.problem("must have one of steps, tolerance and passes, got more; choose one");
    }
    if (passes.isPresent()) {
      long most = passes.integer(1, LARGEST_PASSES);
      return adaptive ? PathOptions.budget(Math.max(1, most)) : fallback;
    }
    int most = adaptive ? fallback.maximumNodes() : fallback.nodes();
    int nodes = (int) steps.integer(1, PathOptions.LARGEST_NODES, most);
    return adaptive
        ? new PathOptions(
            rule, fallback.nodes(), tolerance.number(TOLERANCE, fallback.tolerance()), nodes)
        : PathOptions.fixed(rule, nodes);
  }

  /** Notes a tolerance that the arithmetic cannot meet. */
  static void check(ConfigNode node, PathOptions options, Precision precision) {
    double least = PathOptions.leastTolerance(precision);
    ConfigNode tolerance = node.get("tolerance");
    if (tolerance.isPresent() && options.tolerance() < least) {
      tolerance.problem(
          "must be at least "
              + least
              + ", the rounding of this precision, got "
              + options.tolerance()
              + "; choose a larger one or dtype: float64");
    }
  }

  /** Files that the path leads through. */
  static List<Path> through(ConfigNode node) {
    List<Path> files = new ArrayList<>();
    for (ConfigNode item : node.isPresent() ? node.items() : List.<ConfigNode>of()) {
      Path file = ExperimentConfigReader.existing(item, "name a picture or an array");
      if (file != null) {
        files.add(file);
      }
    }
    return List.copyOf(files);
  }
}
