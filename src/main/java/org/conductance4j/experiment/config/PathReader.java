package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.inside;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.Type;
import org.jspecify.annotations.Nullable;

/** Reads how a path integral is computed and where the path leads. */
public final class PathReader {

  /** Key of the pictures and arrays that a path leads through. */
  static final String THROUGH = "through";

  private static final long LARGEST_PASSES = 1L << 40;

  private static final Key THROUGH_FILES =
      optional(THROUGH, list(file()), "straight", "pictures or arrays that the path leads through");

  /** The keys of a study's path. */
  static final Keys KEYS = keys("path", PathOptions.adaptive(), THROUGH_FILES);

  /** The keys of a section's own path. */
  public static final Keys OWN = keys("path of a section", null);

  private PathReader() {}

  /**
   * {@return the keys of a path}
   *
   * @param title of the keys
   * @param fallback the defaults, or null for those of the study's path
   * @param more further keys
   */
  public static Keys keys(String title, @Nullable PathOptions fallback, Key... more) {
    String rule = "the study's";
    String steps = rule;
    String tolerance = rule;
    if (fallback != null) {
      rule = "`" + fallback.rule().id() + "`";
      steps = fallback.nodes() + "; with `adaptive`, " + fallback.maximumNodes();
      tolerance = String.valueOf(fallback.tolerance());
    }
    Type nodes = integer(1, PathOptions.LARGEST_NODES);
    Stream<Key> keys =
        Stream.of(
            optional("rule", id(PathRule.ids()), rule, "placement of the nodes"),
            optional("steps", nodes, steps, "number of nodes; with `adaptive`, the maximum"),
            optional(
                "tolerance", inside(), tolerance, "error of `adaptive`, relative to F(x) − F(x′)"),
            optional(
                "passes", integer(1, LARGEST_PASSES), "of `adaptive`, instead of a tolerance"));
    return new Keys(title, Stream.concat(keys, Stream.of(more)).toList());
  }

  /**
   * {@return a path}
   *
   * @param node where it was written
   * @param fallback what holds for keys that are left out
   */
  public static PathOptions options(ConfigNode node, PathOptions fallback) {
    PathRule rule = PathRule.parse(node.get("rule").or(fallback.rule().id()).id());
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
      long most = passes.longInteger();
      return adaptive ? PathOptions.budget(Math.max(1, most)) : fallback;
    }
    int most = adaptive ? fallback.maximumNodes() : fallback.nodes();
    int nodes = steps.or(most).integer();
    return adaptive
        ? new PathOptions(
            rule, fallback.nodes(), tolerance.or(fallback.tolerance()).number(), nodes)
        : PathOptions.fixed(rule, nodes);
  }

  /** Notes a tolerance that the arithmetic cannot meet. */
  static void check(ConfigNode node, PathOptions options, Precision precision) {
    double least = PathOptions.leastTolerance(precision);
    ConfigNode tolerance = node.get("tolerance");
    if (tolerance.isPresent() && options.tolerance() < least) {
      tolerance.problem(
          ("must be at least %s, the rounding of this precision, got %s; choose a larger one"
                  + " or dtype: float64")
              .formatted(least, options.tolerance()));
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
