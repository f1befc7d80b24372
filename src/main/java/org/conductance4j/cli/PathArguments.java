package org.conductance4j.cli;

import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a path integral is computed and where the path leads. */
final class PathArguments {

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description =
          "left, right, midpoint, trapezoid, gauss-legendre, adaptive or published (default:"
              + " adaptive).")
  private String rule = PathRule.ADAPTIVE.id();

  @ArgGroup private @Nullable Effort effort;

  @Option(
      names = "--through",
      paramLabel = "FILE",
      description =
          "An array or a picture that the path leads through on its way from baseline to input; may"
              + " be given several times.")
  private List<String> through = List.of();

  /** How much work may be done. */
  private static final class Effort {
    @Option(
        names = "--steps",
        paramLabel = "N",
        description =
            "Number of path nodes (default: 256); with the rule adaptive the most of them.")
    private @Nullable Integer steps;

    @Option(
        names = "--tolerance",
        paramLabel = "T",
        description = "Share of F(x) - F(x') at which the rule adaptive stops (default: 1e-3).")
    private @Nullable Double tolerance;

    @Option(
        names = "--passes",
        paramLabel = "N",
        description = "Passes, forward and back, that the rule adaptive makes in all.")
    private @Nullable Long passes;
  }

  /** Files that the path leads through. */
  List<String> through() {
    return through;
  }

  /** The options, checked. */
  PathOptions options(Precision precision) {
    PathRule parsed = InvalidInputException.within("--rule", () -> PathRule.parse(rule));
    Integer steps = effort == null ? null : effort.steps;
    Double tolerance = effort == null ? null : effort.tolerance;
    Long passes = effort == null ? null : effort.passes;
    requireAdaptive("--tolerance", tolerance, parsed);
    requireAdaptive("--passes", passes, parsed);
    if (tolerance != null) {
      return InvalidInputException.within(
          "--tolerance", () -> PathOptions.adaptive(tolerance).checked(precision));
    }
    if (passes != null) {
      return InvalidInputException.within("--passes", () -> PathOptions.budget(passes));
    }
    int nodes =
        steps != null
            ? steps
            : parsed == PathRule.ADAPTIVE
                ? PathOptions.DEFAULT_MAXIMUM_NODES
                : PathOptions.DEFAULT_NODES;
    return InvalidInputException.within("--steps", () -> PathOptions.fixed(parsed, nodes));
  }

  private void requireAdaptive(String option, @Nullable Object value, PathRule parsed) {
    if (value != null && parsed != PathRule.ADAPTIVE) {
      throw InvalidInputException.of(
          option, "goes with the rule adaptive", "the rule " + rule, "give --steps");
    }
  }
}
