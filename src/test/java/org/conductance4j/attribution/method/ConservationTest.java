package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.attribution.SmallNetworks.explain;
import static org.conductance4j.attribution.SmallNetworks.program;
import static org.conductance4j.attribution.SmallNetworks.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/**
 * The conservation laws on small random networks. Tolerances, as parts of F(x) − F(x′) and measured
 * with seeds 0–4: exact laws of one quadrature 1e-12 in float64; completeness that of the rule.
 */
class ConservationTest {

  private static final Region BOX = Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_layerThatCutsEveryPath_conservesEverything(long seed) {
    ResolvedQuestion question = residual(seed, Activation.TANH, "add");

    Explanation explanation = explain(question);

    Ledger ledger = explanation.ledger();
    assertThat(ledger.inputCompleteness()).isLessThan(1e-3);
    assertThat(ledger.conductanceCompleteness()).isLessThan(1e-3);
    assertThat(ledger.regionalCompleteness()).isLessThan(1e-12);
    assertThat(ledger.regionAdditivity()).isLessThan(1e-12);
    assertThat(ledger.bypassShare()).isEqualTo(0);
    double change = explanation.change();
    assertThat(explanation.layerConductance().sum())
        .isCloseTo(explanation.inputAttribution().sum(), within(1e-12));
    assertThat(explanation.regionalConductance(0).sum())
        .isCloseTo(BOX.sum(explanation.inputAttribution().toArray()), within(1e-12));
    assertThat(explanation.inside(0) + explanation.outside(0)).isCloseTo(change, within(1e-12));
    assertThat(explanation.inside(0))
        .isCloseTo(explanation.regionalConductance(0).sum(), within(2e-3 * Math.abs(change)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_layerWithASkipAroundIt_reportsWhatBypassesIt(long seed) {
    ResolvedQuestion question = residual(seed, Activation.TANH, "inner");

    Explanation explanation = explain(question);

    assertThat(question.needLayer().cutsEveryPath()).isFalse();
    Ledger ledger = explanation.ledger();
    assertThat(Math.abs(ledger.bypassShare())).isGreaterThan(1e-3);
    assertThat(ledger.conductanceCompleteness()).isLessThan(1e-3);
    assertThat(ledger.regionalCompleteness()).isLessThan(1e-12);
    assertThat(explanation.layerConductance().sum() / explanation.change())
        .isCloseTo(1 - ledger.bypassShare(), within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_manyRegions_sumToTheLayer(long seed) {
    List<Region> grid = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      grid.add(
          Region.box(
              new int[] {2, 8, 8}, 4 * (k / 2), 4 * (k / 2) + 4, 4 * (k % 2), 4 * (k % 2) + 4));
    }
    ResolvedQuestion question = residual(seed, Activation.RELU, "add").withRegions(grid);

    Explanation explanation = explain(question.withPath(PathOptions.fixed(PathRule.MIDPOINT, 16)));

    Tensor whole = explanation.layerConductance();
    for (int j = 0; j < whole.length(); j++) {
      double sum = 0;
      for (int k = 0; k < 4; k++) {
        sum += explanation.regionalConductance(k).get(j);
      }
      assertThat(sum).isCloseTo(whole.get(j), within(1e-14));
    }
    // v, four regions, and the first region's complement for the ledger
    assertThat(explanation.path().passes()).isEqualTo(new Passes(2 + 16, 16, 16 * 6));
  }

  @Test
  void explain_inputAsLayerOfEverything_isIntegratedGradients() {
    ResolvedQuestion question =
        residual(1, Activation.TANH, "add")
            .withRegions(List.of(Region.everything(new int[] {2, 8, 8})));

    Explanation explanation = explain(question);

    Tensor whole = explanation.layerConductance();
    Tensor regional = explanation.regionalConductance(0);
    for (int j = 0; j < whole.length(); j++) {
      assertThat(regional.get(j)).isCloseTo(whole.get(j), within(1e-15));
    }
    assertThat(explanation.inside(0)).isCloseTo(explanation.change(), within(1e-15));
  }

  /** Numerical derivatives of F alone, on a dense uniform path: no code of the product but F. */
  @Test
  void explain_inputMap_equalsASlowIntegralOfDifferences() {
    ResolvedQuestion question =
        residual(2, Activation.TANH, "add")
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 24));
    Tensor map = explain(question).inputAttribution();
    PathNodes nodes = PathNodes.of(PathRule.GAUSS_LEGENDRE, 24);
    double[] direction = question.direction();

    try (var network = question.program().whole(question.target()).bindForward(1)) {
      for (int i = 0; i < direction.length; i += 7) {
        double integral = 0;
        for (int k = 0; k < nodes.count(); k++) {
          double[] up = question.points(nodes.alpha(k));
          double[] down = up.clone();
          up[i] += 1e-5;
          down[i] -= 1e-5;
          network.forward(up);
          double[] above = network.target(0);
          network.forward(down);
          double[] below = network.target(0);
          Readout readout = question.readout();
          double slope =
              (readout.value(question.target(), above, 0, 3)
                      - readout.value(question.target(), below, 0, 3))
                  / 2e-5;
          integral += nodes.weight(k) * slope * direction[i];
        }
        assertThat(map.get(i)).isCloseTo(integral, within(1e-9));
      }
    }
  }

  @Test
  void explain_anyBatchSize_sameSums() {
    ResolvedQuestion question = residual(3, Activation.RELU, "add");

    Explanation one = explain(question.withBatch(1));
    Explanation five = explain(question.withBatch(5));

    assertThat(five.path().nodes()).isGreaterThan(31);
    assertThat(five.inside(0)).isCloseTo(one.inside(0), within(2e-3 * Math.abs(one.change())));
  }

  @Test
  void explain_twice_sameBits() {
    ResolvedQuestion question = residual(4, Activation.RELU, "add");

    Explanation first = explain(question);
    Explanation second = explain(question);

    assertThat(second.inputAttribution()).isEqualTo(first.inputAttribution());
    assertThat(second.layerConductance()).isEqualTo(first.layerConductance());
    assertThat(second.path()).isEqualTo(first.path());
    assertThat(second.ledger()).isEqualTo(first.ledger());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_singlePrecision_isNearDoublePrecision(long seed) {
    ResolvedQuestion exact = residual(seed, Activation.TANH, "add");
    Program single =
        Dl4jLowering.lower(
            SmallNetworks.residual(seed, Activation.TANH), Precision.FLOAT32, 2, 8, 8);
    ResolvedQuestion rough =
        ResolvedQuestion.of(single, exact.readout(), exact.input(), exact.baseline())
            .withLayer(single.layer("add"))
            .withRegions(List.of(BOX));

    Explanation a = explain(exact);
    Explanation b = explain(rough);

    double scale = Math.abs(a.change());
    assertThat(b.inside(0)).isCloseTo(a.inside(0), within(2e-3 * scale));
    assertThat(b.ledger().regionalCompleteness()).isLessThan(1e-5);
    assertThat(b.ledger().regionAdditivity()).isLessThan(1e-5);
  }

  private static ResolvedQuestion residual(long seed, Activation activation, String layer) {
    Program program = program(SmallNetworks.residual(seed, activation));
    double[] input = new SplittableRandom(seed).doubles(128, -1, 1).toArray();
    double[] baseline = new double[128];
    Arrays.fill(baseline, -0.5);
    Layer at = program.layer(layer);
    return question(program, "probability:predicted", input, baseline)
        .withLayer(at)
        .withRegions(List.of(BOX));
  }
}
