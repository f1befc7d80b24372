package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.PathRecord;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegionalConductanceTest {

  private static final List<Region> GRID =
      new RegionParser(new int[] {2, 8, 8}, Path.of("")).parseAll("grid:2x4");

  @ParameterizedTest
  @EnumSource(
      value = PathRule.class,
      names = {"MIDPOINT", "GAUSS_LEGENDRE", "TRAPEZOID", "PUBLISHED"})
  void attribute_manyRegions_areEachAsAlone(PathRule rule) {
    ResolvedQuestion question =
        RandomQuestions.residual(1, "add").withPath(PathOptions.fixed(rule, 6)).withRegions(GRID);

    Tensor all = RandomQuestions.values(new RegionalConductance(), question);

    assertThat(all.shape()).containsExactly(8, 4, 8, 8);
    for (int k = 0; k < 8; k++) {
      Tensor alone =
          RandomQuestions.values(
              new RegionalConductance(), question.withRegions(List.of(GRID.get(k))));
      for (int j = 0; j < 256; j++) {
        assertThat(all.get(256 * k + j)).isCloseTo(alone.get(j), within(1e-15));
      }
    }
  }

  /** Through a place on the way each part is adaptive by itself, all regions in one pass. */
  @Test
  void attribute_manyRegionsThroughAPlace_addUpToTheLayer() {
    ResolvedQuestion straight = RandomQuestions.residual(0, "add").withRegions(GRID);
    double[] place = new double[128];
    Arrays.fill(place, 0.4);
    ResolvedQuestion bent =
        straight.withPath(
            PathOptions.fixed(PathRule.MIDPOINT, 5)
                .through(List.of(Tensor.of(new int[] {2, 8, 8}, place))));

    Tensor all = RandomQuestions.values(new RegionalConductance(), bent);

    Tensor whole = RandomQuestions.values(new LayerConductance(), bent);
    for (int j = 0; j < 256; j++) {
      double sum = 0;
      for (int k = 0; k < 8; k++) {
        sum += all.get(256 * k + j);
      }
      assertThat(sum).isCloseTo(whole.get(j), within(1e-14));
    }
  }

  /** Nodes for the total and for each share, then one jvp a region and node, and one along v. */
  @Test
  void attribute_manyRegionsAdaptively_meetTheToleranceAtOneJvpEach() {
    ResolvedQuestion question =
        RandomQuestions.residual(2, "add").withPath(PathOptions.adaptive(1e-4)).withRegions(GRID);
    Tensor map =
        RandomQuestions.values(
            new IntegratedGradients(),
            question.withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 40)));

    Attribution found = RandomQuestions.attribution(new RegionalConductance(), question);

    double change = Math.abs(found.atInput() - found.atBaseline());
    for (int k = 0; k < 8; k++) {
      double share = 0;
      for (int j = 0; j < 256; j++) {
        share += found.values().get(256 * k + j);
      }
      assertThat(share).isCloseTo(GRID.get(k).sum(map.toArray()), within(2e-4 * change));
    }
    assertThat(found.path().outcome()).isEqualTo(PathRecord.Outcome.TOLERANCE_MET);
    assertThat(found.path().passes().jvp()).isEqualTo(9L * found.path().nodes());
    assertThat(found.path().passes().vjp()).isEqualTo(2L * found.path().nodes());
  }
}
