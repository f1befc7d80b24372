package org.conductance4j.attribution.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.attribution.SmallNetworks.explain;
import static org.conductance4j.attribution.SmallNetworks.program;
import static org.conductance4j.attribution.SmallNetworks.question;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.method.IntegratedGradients;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

class AdaptivePathTest {

  /** Truth: 20,000 midpoint nodes in float64. */
  @ParameterizedTest
  @CsvSource({
    "RELU, 0", "RELU, 1", "RELU, 2", "RELU, 3", "RELU, 4", "TANH, 0", "TANH, 1", "TANH, 2",
    "TANH, 3", "TANH, 4"
  })
  void explain_randomNetwork_trueErrorIsWithinTheToleranceClaimed(
      Activation activation, long seed) {
    ResolvedQuestion question = dense(activation, seed);

    Explanation adaptive = explain(question);
    Explanation truth = truth(question);

    double scale = Math.abs(truth.change());
    PathRecord path = adaptive.path();
    assertThat(path.outcome()).isEqualTo(PathRecord.Outcome.TOLERANCE_MET);
    assertThat(path.errorEstimate()).isLessThanOrEqualTo(1e-3);
    assertThat(path.nodes()).isLessThan(600);
    assertThat(adaptive.inside(0)).isCloseTo(truth.inside(0), within(1e-3 * scale));
    assertThat(adaptive.outside(0)).isCloseTo(truth.outside(0), within(1e-3 * scale));
    assertThat(adaptive.inputAttribution().sum()).isCloseTo(truth.change(), within(1e-3 * scale));
  }

  /** Inputs ten times as large: the score jumps near the baseline and is flat behind. */
  @Test
  void explain_scoreThatJumps_isNearerToTheTruthThanAsManyUniformNodes() {
    double adaptive = 0;
    double uniform = 0;
    for (long seed = 0; seed < 5; seed++) {
      ResolvedQuestion question = dense(Activation.RELU, seed, 20);
      double truth = truth(question).inside(0);
      Explanation found = explain(question);
      int nodes = found.path().nodes();
      Explanation even = explain(question.withPath(PathOptions.fixed(PathRule.MIDPOINT, nodes)));
      adaptive += Math.pow((found.inside(0) - truth) / found.change(), 2);
      uniform += Math.pow((even.inside(0) - truth) / found.change(), 2);
    }
    assertThat(Math.sqrt(adaptive)).isLessThan(0.5 * Math.sqrt(uniform));
  }

  /** F of Captum's network has one kink on the way, at α = 1/8: its piece is all that is cut. */
  @Test
  void attribute_singleKink_isFoundBeyondTheToleranceWithFewNodes() {
    ResolvedQuestion question =
        SmallNetworks.question(
                SmallNetworks.program(SmallNetworks.multiLayer()), "logit:0", 0, 80, 0)
            .withPath(PathOptions.adaptive(1e-2));

    Attribution result = new IntegratedGradients().attribute(question, ProgressListener.SILENT);

    // F = relu(s − 10) + 3 relu(s + 1) − 1 goes from 2 to 312
    assertThat(result.values().toArray())
        .containsExactly(new double[] {0, 310, 0}, offset(1e-6 * 310));
    assertThat(result.path().nodes()).isBetween(34, 33 + 32);
  }

  @Test
  void explain_trace_coversThePathWithWeightsThatSumToOne() {
    PathRecord path = explain(dense(Activation.RELU, 0)).path();

    List<PathPoint> trace = path.trace();
    assertThat(trace.get(0).alpha()).isEqualTo(0);
    assertThat(trace.get(trace.size() - 1).alpha()).isEqualTo(1);
    assertThat(trace).isSortedAccordingTo((a, b) -> Double.compare(a.alpha(), b.alpha()));
    assertThat(trace.stream().mapToDouble(PathPoint::weight).sum()).isCloseTo(1, within(1e-12));
    assertThat(trace.stream().filter(point -> point.weight() > 0)).hasSize(path.nodes());
    assertThat(path.passes().vjp()).isEqualTo(path.nodes());
    assertThat(path.passes().forward()).isEqualTo(path.nodes() + 33L);
  }

  @Test
  void explain_toleranceThatIsNotReached_stopsAtTheLimitAndSaysSo() {
    ResolvedQuestion question =
        dense(Activation.RELU, 1).withPath(new PathOptions(PathRule.ADAPTIVE, 256, 1e-9, 100));

    PathRecord path = explain(question).path();

    assertThat(path.outcome()).isEqualTo(PathRecord.Outcome.NODE_LIMIT);
    assertThat(path.nodes()).isEqualTo(100);
    assertThat(path.errorEstimate()).isGreaterThan(1e-9);
  }

  @Test
  void explain_singlePrecisionAtItsFinest_stopsAtRoundingAndSaysSo() {
    Program single =
        Dl4jLowering.lower(SmallNetworks.random(0, Activation.TANH, 6, 8, 3), Precision.FLOAT32);
    ResolvedQuestion question =
        question(
                single, "probability:predicted", new double[] {1, -1, 2, 0.5, -2, 1}, new double[6])
            .withPath(PathOptions.adaptive(1e-6));

    PathRecord path = explain(question).path();

    assertThat(path.errorEstimate()).isGreaterThan(5e-7);
    assertThat(path.nodes()).isLessThan(1000);
  }

  @Test
  void explain_toleranceBelowRounding_isRefused() {
    Program single =
        Dl4jLowering.lower(SmallNetworks.random(0, Activation.TANH, 6, 8, 3), Precision.FLOAT32);
    ResolvedQuestion question =
        question(single, "probability:0", 1, 1, 1, 1, 1, 1).withPath(PathOptions.adaptive(1e-8));

    assertThatThrownBy(() -> explain(question))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "tolerance: must be at least 1.0E-6, the rounding of this precision, got 1.0E-8; choose"
                + " a larger one or float64");
  }

  @Test
  void explain_nothingChanges_isZeroThroughout() {
    Program program = program(SmallNetworks.tanh());
    double[] x = {1, 2, 3};

    Explanation explanation = explain(question(program, "probability:0", x, x));

    assertThat(explanation.inputAttribution().toArray()).containsOnly(0);
    assertThat(explanation.change()).isEqualTo(0);
    assertThat(explanation.ledger().inputCompleteness()).isEqualTo(0);
  }

  @Test
  void explain_progress_risesToOneAtMost() {
    List<Double> heard = new ArrayList<>();

    PathAttribution.explain(
        dense(Activation.RELU, 2),
        SmallNetworks.everything(dense(Activation.RELU, 2)),
        (stage, fraction) -> heard.add(fraction));

    assertThat(heard).isNotEmpty().allMatch(fraction -> fraction >= 0 && fraction <= 1);
    assertThat(heard.get(heard.size() - 1)).isEqualTo(1);
  }

  /** Two rows a batch and no memory: only four nodes' arrays are kept, the others come again. */
  @Test
  void run_withoutMemoryForArrays_sameSumsAtMorePasses() {
    ResolvedQuestion question = dense(Activation.RELU, 3).withBatch(2);
    ArrayLayout layout = new ArrayLayout(question, SmallNetworks.everything(question));
    try (PathProbe roomy = probe(question, layout);
        PathProbe tight = probe(question, layout)) {
      AdaptivePath kept = run(question, roomy, layout, ResolvedQuestion.DEFAULT_STORE);
      AdaptivePath dropped = run(question, tight, layout, 0);

      assertThat(dropped.arrays()).containsExactly(kept.arrays(), offset(1e-12));
      assertThat(dropped.pieces().count()).isEqualTo(kept.pieces().count());
      assertThat(tight.account(0).passes().vjp()).isGreaterThan(roomy.account(0).passes().vjp());
    }
  }

  private static PathProbe probe(ResolvedQuestion question, ArrayLayout layout) {
    return new PathProbe(List.of(question), layout, CachedActivations.none());
  }

  private static AdaptivePath run(
      ResolvedQuestion question, PathProbe probe, ArrayLayout layout, long bytes) {
    try (AdaptivePath path =
        new AdaptivePath(
            question, probe, layout, bytes, PathOptions.ANY_PASSES, ProgressListener.SILENT)) {
      PathAttribution.run(
          List.of(path), probe, changes -> new double[] {1e-3 * Math.abs(changes[0])});
      return path;
    }
  }

  private static ResolvedQuestion dense(Activation activation, long seed) {
    return dense(activation, seed, 2);
  }

  private static ResolvedQuestion dense(Activation activation, long seed, double size) {
    Program program = program(SmallNetworks.random(seed, activation, 10, 24, 16, 4));
    double[] input = new SplittableRandom(seed).doubles(10, -size, size).toArray();
    double[] mask = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
    return question(program, "probability:predicted", input)
        .withLayer(program.layers().get(0))
        .withRegions(List.of(Region.mask(new int[] {10}, Tensor.of(new int[] {10}, mask))));
  }

  private static Explanation truth(ResolvedQuestion question) {
    return explain(question.withBatch(1000).withPath(PathOptions.fixed(PathRule.MIDPOINT, 20_000)));
  }
}
