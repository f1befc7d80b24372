package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.attribution.SmallNetworks.program;
import static org.conductance4j.attribution.SmallNetworks.question;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of Captum's tests (tests/attr, version 0.8, commit faac087), where those are exact, and
 * values derived by hand or in float64.
 *
 * <p>Tolerances, per element: ReLU networks 2e-4 of F(x) − F(x′) with the adaptive rule at 1e-5;
 * the smooth network 1e-11 with 64 Gauss-Legendre nodes.
 */
class PublishedValuesTest {

  private static final double[] HUNDRED = {0, 100, 0};
  private static final PathOptions FINE = PathOptions.adaptive(1e-5);
  private static final double[] X = {1, -2, 1.5};

  @ParameterizedTest
  @CsvSource({"0, 0, 390, 0, ", "1, 90, 100, 100, 100", "2, 90, 100, 100, 100", "3, 390, 0, , "})
  void layerConductance_multiLayer_isThePublishedValue(
      int layer, double first, double second, Double third, Double fourth) {
    Program program = program(SmallNetworks.multiLayer());
    ResolvedQuestion question =
        question(program, "logit:0", HUNDRED).withLayer(program.layers().get(layer)).withPath(FINE);

    Attribution result = new LayerConductance().attribute(question, ProgressListener.SILENT);

    Double[] expected = {first, second, third, fourth};
    for (int j = 0; j < result.values().length(); j++) {
      assertThat(result.values().get(j)).isCloseTo(expected[j], within(2e-4 * 390));
    }
    assertThat(result.atInput() - result.atBaseline()).isEqualTo(390);
    assertThat(result.completenessError()).isLessThan(1e-5 * 390);
  }

  /** B2 and B3 are the same function: (1.5, −0.5) at (3, 1) for both. */
  @Test
  void integratedGradients_equalFunctions_haveEqualAttributions() {
    for (var network : List.of(SmallNetworks.branchesTwo(), SmallNetworks.branchesThree())) {
      ResolvedQuestion question = question(program(network), "logit:0", 3, 1).withPath(FINE);

      Attribution result = new IntegratedGradients().attribute(question, ProgressListener.SILENT);

      assertThat(result.values().toArray()).containsExactly(new double[] {1.5, -0.5}, offset(1e-4));
    }
  }

  @Test
  void integratedGradients_smoothNetwork_isTheReference() {
    assertThat(smooth(new IntegratedGradients()).toArray())
        .containsExactly(new double[] {.082533947597, .219394512745, .047853494265}, offset(1e-11));
  }

  @Test
  void layerConductance_smoothNetwork_isTheReference() {
    assertThat(smooth(new LayerConductance()).toArray())
        .containsExactly(
            new double[] {.130870740213, .100571570507, -.006029792074, .124369435961},
            offset(1e-11));
  }

  @Test
  void regionalConductance_smoothNetwork_isTheReference() {
    assertThat(smooth(new RegionalConductance()).toArray())
        .containsExactly(
            new double[] {.074783280122, .017339925950, -.003192242863, .041456478654},
            offset(1e-11));
  }

  @Test
  void regionalConductance_publishedRule_isTheReferenceOfThatRule() {
    ResolvedQuestion question = smooth().withPath(PathOptions.fixed(PathRule.PUBLISHED, 64));

    Attribution result = new RegionalConductance().attribute(question, ProgressListener.SILENT);

    assertThat(result.values().toArray())
        .containsExactly(
            new double[] {.073335083259, .01708443692, -.003125018383, .040796088111},
            offset(1e-11));
    assertThat(result.path().passes()).isEqualTo(new Passes(2 + 64 * 2 + 32, 64, 0));
  }

  @Test
  void attribute_smoothNetwork_reportsBothEndsOfThePath() {
    Attribution result = new IntegratedGradients().attribute(smooth(), ProgressListener.SILENT);

    assertThat(result.atInput()).isCloseTo(.977175808232, within(1e-12));
    assertThat(result.atBaseline()).isCloseTo(.627393853625, within(1e-12));
  }

  /** F = v · (W x): regional conductance of neuron j is v_j Σ_{i∈R} W_ji x_i, by any rule. */
  @Test
  void regionalConductance_linearNetwork_isAProductOfWeights() {
    Program program =
        program(SmallNetworks.linear(new double[][] {{1, 2, 3}, {-1, 0, 5}}, new double[] {2, -3}));
    ResolvedQuestion question =
        question(program, "logit:0", 10, 20, 30)
            .withLayer(program.layers().get(0))
            .withRegions(List.of(region(1, 0, 1)));
    for (PathRule rule : PathRule.values()) {
      Attribution result =
          new RegionalConductance()
              .attribute(question.withPath(PathOptions.fixed(rule, 40)), ProgressListener.SILENT);

      // 2·(1·10 + 3·30) = 200 and −3·(−1·10 + 5·30) = −420
      assertThat(result.values().toArray())
          .as("%s", rule)
          .containsExactly(new double[] {200, -420}, offset(1e-9));
    }
  }

  private static Region region(double... mask) {
    return Region.mask(new int[] {mask.length}, Tensor.of(new int[] {mask.length}, mask));
  }

  private static ResolvedQuestion smooth() {
    Program program = program(SmallNetworks.tanh());
    return question(program, "probability:0", X)
        .withLayer(program.layers().get(0))
        .withRegions(List.of(region(1, 0, 1)))
        .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 64));
  }

  private static Tensor smooth(AttributionMethod method) {
    return method.attribute(smooth(), ProgressListener.SILENT).values();
  }
}
