package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.result.PathStudy;
import org.conductance4j.experiment.result.PathTable;
import org.junit.jupiter.api.Test;

class PathStudyMakerTest {

  private static final PathStudyOptions OPTIONS =
      new PathStudyOptions(512, List.of(8, 32, 128), List.of(1e-2, 1e-4));

  /**
   * F of the smooth network; the region's sum is .082533947597 + .047853494265 (Captum's cases).
   */
  @Test
  void of_smoothNetwork_hasTheKnownTruthAndTheKnownOrderOfEachRule() {
    PathStudy study = PathStudyMaker.of(question(), OPTIONS, ProgressListener.SILENT);

    assertThat(study.truth().inside()).isCloseTo(.130387441862, within(1e-9));
    assertThat(study.truth().bound()).isLessThan(1e-5);
    Map<String, PathStudy.Rule> rules = byId(study);
    assertThat(rules.keySet())
        .containsExactlyInAnyOrder(
            "left",
            "right",
            "midpoint",
            "trapezoid",
            "gauss-legendre",
            "captum-trapezoid",
            "uniform",
            "adaptive");
    // four times the nodes: a quarter of the error for the first order, a sixteenth for the second
    assertThat(fall(rules, "left")).isCloseTo(4, within(0.2));
    assertThat(fall(rules, "midpoint")).isCloseTo(16, within(1.5));
    assertThat(fall(rules, "captum-trapezoid")).isCloseTo(4, within(0.5));
    assertThat(error(rules, "gauss-legendre", 2)).isLessThan(1e-8);
  }

  @Test
  void of_smoothNetwork_adaptiveIsWithinItsClaim() {
    PathStudy study = PathStudyMaker.of(question(), OPTIONS, ProgressListener.SILENT);

    for (PathStudy.Point point : rule(byId(study), "adaptive").points()) {
      assertThat(point.error()).isLessThan(Objects.requireNonNull(point.claimed()));
      assertThat(point.claimed()).isLessThanOrEqualTo(Objects.requireNonNull(point.tolerance()));
    }
    assertThat(study.matches()).hasSize(2);
    assertThat(PathTable.of(study).csv())
        .startsWith("rule,nodes,passes,inside_error,outside_error,tolerance,claimed\nleft,8,18,");
  }

  /** The score jumps within a few cells of the grid: the truth is looked for there. */
  @Test
  void of_jump_refinesTheTruthBeyondTheGrid() {
    PathStudyOptions coarse = new PathStudyOptions(256, List.of(8), List.of(1e-3));

    PathStudy study = PathStudyMaker.of(question(30, -60, 45), coarse, ProgressListener.SILENT);

    assertThat(study.truth().nodes()).isBetween(300, 2 * 256 + 20);
    assertThat(study.truth().bound()).isLessThan(1e-4);
    assertThat(study.matches())
        .singleElement()
        .satisfies(
            match -> {
              PathStudy.Point point = rule(byId(study), "adaptive").points().get(0);
              assertThat(match.error()).isEqualTo(point.claimed()).isPositive();
              assertThat(match.passes()).isEqualTo(point.passes());
            });
  }

  private static Map<String, PathStudy.Rule> byId(PathStudy study) {
    return study.rules().stream()
        .collect(Collectors.toMap(PathStudy.Rule::id, Function.identity()));
  }

  private static PathStudy.Rule rule(Map<String, PathStudy.Rule> rules, String id) {
    return Objects.requireNonNull(rules.get(id));
  }

  private static double error(Map<String, PathStudy.Rule> rules, String id, int point) {
    return rule(rules, id).points().get(point).error();
  }

  private static double fall(Map<String, PathStudy.Rule> rules, String id) {
    return error(rules, id, 1) / error(rules, id, 2);
  }

  private static ResolvedQuestion question() {
    return question(1, -2, 1.5);
  }

  private static ResolvedQuestion question(double... input) {
    Region region = Region.mask(new int[] {3}, Tensor.of(new int[] {3}, new double[] {1, 0, 1}));
    return SmallNetworks.question(
            SmallNetworks.program(SmallNetworks.tanh()), "probability:0", input)
        .withRegions(List.of(region));
  }
}
