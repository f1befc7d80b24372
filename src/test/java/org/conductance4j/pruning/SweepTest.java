package org.conductance4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.attribution.SmallNetworks.explain;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.PathPoint;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Program;
import org.conductance4j.ranking.Ranking;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

class SweepTest {

  private static final int[] WIDTHS = {10, 24, 16, 4};
  private static final List<Double> FRACTIONS = List.of(0.0, 0.1, 0.3, 0.5);
  private static final SweepOptions FINE = new SweepOptions(2e-3, 15, 128);

  /**
   * The truth is another network: the weights that leave the pruned units are zero, and it is
   * integrated with 10,000 uniform nodes through the whole network.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void run_denseNetwork_sumsAreThoseOfANetworkWithoutTheUnits(long seed) {
    Study study = Study.dense(seed);

    SweepResult result = study.sweep(FRACTIONS, FINE);

    assertThat(result.points()).hasSize(8);
    for (CurvePoint point : result.points()) {
      Ranking ranking = study.ranking(point.ranking());
      Explanation truth = study.truth(ranking.top(point.fraction()));
      double scale = Math.abs(study.intact.change());
      assertThat(point.pruned()).isEqualTo((int) (24 * point.fraction()));
      assertThat(point.score()).isCloseTo(truth.atInput(), within(1e-12));
      assertThat(point.all()).isCloseTo(truth.change(), within(1e-12 + 1e-3 * scale));
      assertThat(point.inside())
          .as("%s", point)
          .isCloseTo(truth.inside(0), within(Math.max(5e-3 * scale, 3 * point.error())));
      assertThat(point.inside() + point.outside()).isCloseTo(point.all(), within(1e-12));
    }
  }

  @Test
  void run_layerWithASkipAroundIt_sumsAreThoseOfThePrunedNetwork() {
    ResolvedQuestion question = Study.residual("inner");
    Explanation intact = explain(question);
    Ranking ranking = Ranking.of("regional-conductance", intact.regionalConductance(0));
    List<PruningPoint> cuts = PruningPoint.all(List.of(ranking), List.of(0.2), Replacement.zero());

    SweepResult result = new Sweep(question, intact, FINE).run(cuts, ProgressListener.SILENT);

    Explanation truth =
        hooked(question.withBatch(100), cuts.get(0).plan(), PathNodes.of(PathRule.MIDPOINT, 3000));
    CurvePoint point = result.points().get(0);
    double scale = Math.abs(intact.change());
    double inside = question.regions().get(0).sum(truth.inputAttribution().toArray());
    assertThat(point.score()).isCloseTo(truth.atInput(), within(1e-12));
    assertThat(point.inside()).isCloseTo(inside, within(5e-3 * scale));
    assertThat(point.all()).isCloseTo(truth.change(), within(1e-3 * scale));
  }

  @Test
  void run_cutsOfTheSameUnits_areComputedOnce() {
    Study study = Study.dense(0);
    Ranking same = Ranking.of("again", study.ranking("regional-conductance").scores());
    List<PruningPoint> once =
        PruningPoint.all(
            List.of(study.ranking("regional-conductance")), FRACTIONS, Replacement.zero());
    List<PruningPoint> twice =
        PruningPoint.all(
            List.of(study.ranking("regional-conductance"), same), FRACTIONS, Replacement.zero());

    SweepResult first =
        new Sweep(study.question, study.intact, FINE).run(once, ProgressListener.SILENT);
    SweepResult second =
        new Sweep(study.question, study.intact, FINE).run(twice, ProgressListener.SILENT);

    assertThat(second.upper()).isEqualTo(first.upper());
    assertThat(second.lower()).isEqualTo(first.lower());
    assertThat(second.nodes()).hasSize(3);
    assertThat(second.points()).hasSize(8);
    assertThat(second.points().get(5).inside()).isEqualTo(second.points().get(1).inside());
  }

  @Test
  void run_manyCuts_runsTheLowerPartOnceAPlace() {
    Study study = Study.dense(1);

    SweepResult result = study.sweep(List.of(0.1, 0.2, 0.3, 0.4, 0.5), FINE);

    assertThat(result.lower().forward()).isLessThanOrEqualTo(15 * SharedPath.STEPS + 1L);
    assertThat(result.lower().vjp()).isEqualTo(0);
    long nodes = result.nodes().values().stream().mapToLong(PathNodes::count).sum();
    assertThat(result.upper().vjp()).isEqualTo(nodes);
    assertThat(result.upper().forward()).isEqualTo(nodes);
  }

  /** The path's nodes are kept in memory that is counted, and given back. */
  @Test
  void run_afterAPathThatKeptItsNodes_sameCurvesOfFewerPasses() {
    Study study = Study.dense(1);
    ResolvedQuestion question = study.question.withPath(PathOptions.fixed(PathRule.MIDPOINT, 200));
    List<PruningPoint> cuts = study.cuts(FRACTIONS);
    long before = HeldMemory.held();
    CachedActivations below = CachedActivations.of(question);
    Explanation intact =
        PathAttribution.explain(
            question, SmallNetworks.everything(question), below, ProgressListener.SILENT);
    long kept = HeldMemory.held() - before;

    SweepResult alone = new Sweep(question, intact, FINE).run(cuts, ProgressListener.SILENT);
    SweepResult after =
        new Sweep(question, intact, FINE)
            .reusing(below, LayerGradients.none())
            .run(cuts, ProgressListener.SILENT);

    assertThat(after.points()).isEqualTo(alone.points());
    assertThat(after.lower().forward()).isLessThan(alone.lower().forward() / 2);
    assertThat(kept).isEqualTo(200L * 3 * 24 * Double.BYTES);
    assertThat(HeldMemory.held()).isEqualTo(before);
  }

  @Test
  void cache_adaptivePathOrTooLittleMemory_keepNothing() {
    ResolvedQuestion question = Study.dense(1).question;
    ResolvedQuestion uniform = question.withPath(PathOptions.fixed(PathRule.MIDPOINT, 200));
    for (ResolvedQuestion each :
        List.of(question, uniform.withStore(100 * CachedActivations.entryBytes(uniform)))) {
      try (CachedActivations below = CachedActivations.of(each)) {
        Explanation intact =
            PathAttribution.explain(
                each, SmallNetworks.everything(each), below, ProgressListener.SILENT);
        for (PathPoint point : intact.path().trace()) {
          assertThat(below.take(point.alpha())).isEmpty();
        }
      }
    }
  }

  @Test
  void run_fractionZero_isTheIntactExplanation() {
    Study study = Study.dense(2);

    CurvePoint point = study.sweep(List.of(0.0), FINE).points().get(0);

    assertThat(point.inside()).isEqualTo(study.intact.inside(0));
    assertThat(point.score()).isEqualTo(study.intact.atInput());
    assertThat(point.pruned()).isEqualTo(0);
  }

  @Test
  void run_prunedMap_sumsToTheCurvePoint() {
    Study study = Study.dense(3);
    SweepResult result = study.sweep(List.of(0.3), FINE);
    Plan plan = Plan.top(study.ranking("regional-conductance"), 0.3, Replacement.zero());
    PathNodes nodes = result.nodes(plan);

    Explanation map = hooked(study.question, plan, nodes);

    Tensor fast = map(study.question, LayerGradients.none(), plan, nodes);
    assertThat(fast.toArray()).containsExactly(map.inputAttribution().toArray(), within(1e-12));
    double inside = study.question.regions().get(0).sum(map.inputAttribution().toArray());
    CurvePoint point = result.points().get(0);
    double scale = Math.abs(study.intact.change());
    assertThat(inside).isCloseTo(point.inside(), within(1e-2 * scale));
    assertThat(nodes.count()).isGreaterThan(15);
    assertThat(Arrays.stream(nodes.weights()).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void run_gradientsKept_sameMapWithoutTheUpperPart() {
    Study study = Study.dense(3);
    Plan plan = Plan.top(study.ranking("regional-conductance"), 0.3, Replacement.zero());
    List<PruningPoint> cuts = study.cuts(List.of(0.3));
    long before = HeldMemory.held();

    try (LayerGradients above = LayerGradients.of(study.question, List.of(plan), FINE)) {
      SweepResult result =
          new Sweep(study.question, study.intact, FINE)
              .reusing(CachedActivations.none(), above)
              .run(cuts, ProgressListener.SILENT);
      PathNodes nodes = result.nodes(plan);
      long kept = HeldMemory.held() - before;
      Tensor map = map(study.question, above, plan, nodes);
      ResolvedQuestion another = Study.dense(4).question;

      assertThat(map.toArray())
          .containsExactly(
              map(study.question, LayerGradients.none(), plan, nodes).toArray(), within(1e-12));
      assertThat(map(another, above, plan, nodes).toArray()).isNotEqualTo(map.toArray());
      assertThat(kept).isEqualTo(nodes.count() * 24L * Double.BYTES);
    }
    assertThat(HeldMemory.held()).isEqualTo(before);
  }

  /** Through the whole network, pruned by a hook. */
  private static Explanation hooked(ResolvedQuestion question, Plan plan, PathNodes nodes) {
    String layer = question.needLayer().name();
    try (Hooks hooks = Hooks.on(question.program()).transform(layer, plan.transform())) {
      return PathAttribution.explainAt(
          question.withProgram(hooks.program()),
          EnumSet.of(Explanation.Part.INPUT),
          nodes,
          ProgressListener.SILENT);
    }
  }

  private static Tensor map(
      ResolvedQuestion question, LayerGradients above, Plan plan, PathNodes nodes) {
    try (PrunedMaps maps = new PrunedMaps(question, above)) {
      return maps.of(plan, nodes, ProgressListener.SILENT);
    }
  }

  @Test
  void gradients_tooLittleMemory_keepNothing() {
    Study study = Study.dense(3);
    Plan plan = Plan.top(study.ranking("regional-conductance"), 0.3, Replacement.zero());
    ResolvedQuestion question = study.question.withStore(Sweep.largestStore(study.question, FINE));

    try (LayerGradients above = LayerGradients.of(question, List.of(plan), FINE)) {
      assertThat(above.wants(plan)).isFalse();
    }
  }

  @Test
  void run_anyBatchSize_sameCurves() {
    Study study = Study.dense(4);
    List<PruningPoint> cuts = study.cuts(FRACTIONS);

    SweepResult one =
        new Sweep(study.question.withBatch(1), study.intact, FINE)
            .run(cuts, ProgressListener.SILENT);
    SweepResult seven =
        new Sweep(study.question.withBatch(7), study.intact, FINE)
            .run(cuts, ProgressListener.SILENT);

    for (int k = 0; k < cuts.size(); k++) {
      assertThat(seven.points().get(k).inside())
          .isCloseTo(one.points().get(k).inside(), within(1e-9));
    }
  }

  /** What runs through the units that are left, of the intact network. */
  @Test
  void run_heldUnits_leaveTheConductanceOfTheOthers() {
    Study study = Study.dense(2);
    Plan plan = Plan.top(study.ranking("regional-conductance"), 0.3, Replacement.held());

    CurvePoint point =
        new Sweep(study.question, study.intact, FINE)
            .run(List.of(new PruningPoint("held", 0.3, plan)), ProgressListener.SILENT)
            .points()
            .get(0);

    double all = 0;
    double inside = 0;
    for (int unit = 0; unit < plan.units(); unit++) {
      if (!plan.prunes(unit)) {
        all += study.intact.layerConductance().get(unit);
        inside += study.intact.regionalConductance(0).get(unit);
      }
    }
    double scale = Math.abs(study.intact.change());
    assertThat(point.score()).isCloseTo(study.intact.atInput(), within(1e-12));
    assertThat(point.all()).isCloseTo(all, within(5e-3 * scale));
    assertThat(point.inside()).isCloseTo(inside, within(5e-3 * scale));
    assertThat(Math.abs(point.all() - study.intact.change())).isGreaterThan(0.05 * scale);
  }

  @Test
  void run_baselineReplacement_sumsAreThoseOfThePrunedNetwork() {
    Study study = Study.dense(3);
    ResolvedQuestion question = study.question;
    double[] baseline = new double[24];
    Arrays.setAll(baseline, i -> 0.1 * i - 1);
    Replacement replacement = Replacement.baseline(Tensor.of(new int[] {24}, baseline));
    Plan plan = Plan.top(study.ranking("random:3"), 0.4, replacement);

    SweepResult result =
        new Sweep(question, study.intact, FINE)
            .run(List.of(new PruningPoint("baseline", 0.4, plan)), ProgressListener.SILENT);

    Explanation truth =
        hooked(question.withBatch(100), plan, PathNodes.of(PathRule.MIDPOINT, 3000));
    double inside = question.regions().get(0).sum(truth.inputAttribution().toArray());
    double scale = Math.abs(study.intact.change());
    CurvePoint point = result.points().get(0);
    assertThat(point.score()).isCloseTo(truth.atInput(), within(1e-12));
    assertThat(point.all()).isCloseTo(truth.change(), within(1e-3 * scale));
    assertThat(point.inside()).isCloseTo(inside, within(5e-3 * scale));
  }

  @Test
  void run_planOfAnotherLayer_isRefused() {
    Study study = Study.dense(0);
    Plan plan = Plan.of(new int[] {5}, new int[] {1}, Replacement.zero());

    assertThatThrownBy(
            () ->
                new Sweep(study.question, study.intact, FINE)
                    .run(List.of(new PruningPoint("x", 0.2, plan)), ProgressListener.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("plan: needs the 24 units of the layer, got 5; ");
  }

  /** A question, its explanation and two rankings. */
  private record Study(
      long seed, ResolvedQuestion question, Explanation intact, List<Ranking> rankings) {

    static Study dense(long seed) {
      ResolvedQuestion question = question(network(seed), seed);
      question = question.withLayer(question.program().layers().get(0));
      Explanation intact = explain(question);
      return new Study(
          seed,
          question,
          intact,
          List.of(
              Ranking.of("regional-conductance", intact.regionalConductance(0)),
              Ranking.random(seed, 24)));
    }

    static ResolvedQuestion residual(String layer) {
      Program program = SmallNetworks.program(SmallNetworks.residual(1, Activation.RELU));
      double[] input = new SplittableRandom(1).doubles(128, -1, 1).toArray();
      return SmallNetworks.question(program, "probability:predicted", input, new double[128])
          .withLayer(program.layer(layer))
          .withRegions(List.of(Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7)));
    }

    private static MultiLayerNetwork network(long seed) {
      return SmallNetworks.random(seed, Activation.RELU, WIDTHS);
    }

    private static ResolvedQuestion question(MultiLayerNetwork network, long seed) {
      Program program = SmallNetworks.program(network);
      double[] input = new SplittableRandom(seed).doubles(10, -2, 2).toArray();
      double[] mask = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
      Region region = Region.mask(new int[] {10}, Tensor.of(new int[] {10}, mask));
      return SmallNetworks.question(program, "probability:1", input).withRegions(List.of(region));
    }

    Ranking ranking(String id) {
      return rankings.stream().filter(ranking -> ranking.id().equals(id)).findFirst().orElseThrow();
    }

    List<PruningPoint> cuts(List<Double> fractions) {
      return PruningPoint.all(rankings, fractions, Replacement.zero());
    }

    SweepResult sweep(List<Double> fractions, SweepOptions options) {
      return new Sweep(question, intact, options).run(cuts(fractions), ProgressListener.SILENT);
    }

    Explanation truth(int[] pruned) {
      MultiLayerNetwork network = network(seed);
      INDArray weights = network.getLayer(1).getParam("W");
      for (int unit : pruned) {
        weights.getRow(unit).assign(0);
      }
      network.getLayer(1).setParam("W", weights);
      ResolvedQuestion uniform =
          question(network, seed)
              .withBatch(1000)
              .withPath(PathOptions.fixed(PathRule.MIDPOINT, 10_000));
      return PathAttribution.explain(
          uniform, EnumSet.of(Explanation.Part.INPUT), ProgressListener.SILENT);
    }
  }
}
