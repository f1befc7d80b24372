package org.conductance4j.attribution.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Split;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.pruning.SweepResult;
import org.conductance4j.ranking.Ranking;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** Budgets of memory for paths and sweeps: kept, reported, and without effect on results. */
class MemoryPlanTest {

  private static final Set<Part> PARTS = EnumSet.of(Part.INPUT, Part.LAYER, Part.REGIONS);
  private static final SweepOptions SWEEP = new SweepOptions(1e-4, 15, 400);
  private static final long WEIGHTS = 10_000;

  private static ResolvedQuestion question(PathOptions path) {
    return question(path, Precision.FLOAT32);
  }

  private static ResolvedQuestion question(PathOptions path, Precision precision) {
    Program program =
        Dl4jLowering.lower(SmallNetworks.residual(1, Activation.RELU), precision, 2, 8, 8);
    double[] x = new java.util.SplittableRandom(5).doubles(128, -1, 2).toArray();
    return SmallNetworks.question(program, "probability:1", x, new double[128])
        .withLayer(program.layer("inner"))
        .withRegions(List.of(Region.box(program.inputShape(), 2, 6, 1, 5)))
        .withBatch(ResolvedQuestion.DEFAULT_BATCH)
        .withPath(path);
  }

  private static MemoryPlan plan(ResolvedQuestion question, long bytes) {
    long sweep = Sweep.largestStore(question, SWEEP);
    return MemoryPlan.within(request(question, sweep, false), new MemoryBudget(bytes, "memory"));
  }

  private static MemoryPlan.Request request(
      ResolvedQuestion question, long sweep, boolean released) {
    return new MemoryPlan.Request(
        List.of(new PathWorkload(question, PARTS, sweep)),
        question.batch(),
        question.program().precision(),
        WEIGHTS,
        released);
  }

  private record Results(Explanation explanation, List<CurvePoint> points, long peak) {}

  private static Results run(ResolvedQuestion unplanned, MemoryPlan plan) {
    ResolvedQuestion question = plan.apply(unplanned);
    HeldMemory.restart();
    Explanation explanation = PathAttribution.explain(question, PARTS, ProgressListener.SILENT);
    Ranking ranking = Ranking.of("regional-conductance", explanation.regionalConductance(0));
    List<PruningPoint> cuts =
        PruningPoint.all(List.of(ranking), List.of(0.0, 0.1, 0.3), Replacement.zero());
    SweepResult sweep = new Sweep(question, explanation, SWEEP).run(cuts, ProgressListener.SILENT);
    return new Results(explanation, sweep.points(), plan.use().peak());
  }

  @Test
  void budgets_manyToFew_arekeptAndGiveTheSameResults() {
    ResolvedQuestion question = question(PathOptions.adaptive(1e-4));
    Results ample = run(question, plan(question, 1L << 30));
    long least = least(question);
    for (long budget : new long[] {4 * least, 2 * least, least}) {
      long held = HeldMemory.held();
      MemoryPlan plan = plan(question, budget);

      Results tight = run(question, plan);

      assertThat(plan.limit()).isLessThanOrEqualTo(budget);
      assertThat(tight.peak() - held).isLessThanOrEqualTo(plan.limit());
      assertThat(tight.peak() - held).isGreaterThan((long) (0.9 * plan.limit()));
      assertThat(HeldMemory.held()).isEqualTo(held);
      same(tight, ample);
    }
    assertThat(plan(question, least).batch()).isEqualTo(1);
    assertThat(plan(question, 1L << 30).batch()).isEqualTo(8);
  }

  private static void same(Results some, Results others) {
    double[] a = some.explanation().regionalConductance(0).toArray();
    double[] b = others.explanation().regionalConductance(0).toArray();
    assertThat(a).containsExactly(b, within(1e-6));
    for (int k = 0; k < some.points().size(); k++) {
      assertThat(some.points().get(k).inside())
          .isCloseTo(others.points().get(k).inside(), within(1e-5));
      assertThat(some.points().get(k).score())
          .isCloseTo(others.points().get(k).score(), within(1e-6));
    }
  }

  private static long least(ResolvedQuestion question) {
    try {
      plan(question, 1);
    } catch (InvalidInputException e) {
      String text = String.valueOf(e.getMessage()).replaceAll(".*at least (\\S+) for.*", "$1");
      return MemoryBudget.parse(text, "memory").bytes();
    }
    throw new AssertionError("one byte was enough");
  }

  @Test
  void budget_tooSmall_isRefusedWithTheLeastThatWouldDo() {
    ResolvedQuestion question = question(PathOptions.adaptive());
    long least = least(question);
    String text = MemoryBudget.text(least);

    assertThatThrownBy(() -> plan(question, least - 2048))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "memory: must be at least "
                + text
                + " for this network and layer, got "
                + MemoryBudget.text(least - 2048)
                + "; give more or choose a smaller input");
    assertThat(plan(question, least).batch()).isEqualTo(1);
  }

  @Test
  void fixedRule_peak_isThePlan() {
    ResolvedQuestion unplanned = question(PathOptions.fixed(PathRule.MIDPOINT, 40));
    MemoryPlan plan =
        MemoryPlan.within(request(unplanned, 0, false), new MemoryBudget(1L << 30, "memory"));
    long held = HeldMemory.held();
    HeldMemory.restart();

    PathAttribution.explain(plan.apply(unplanned), PARTS, ProgressListener.SILENT);

    assertThat(plan.use().peak() - held).isEqualTo(plan.limit());
    assertThat(plan.use().planned()).isEqualTo(plan.limit());
  }

  @Test
  void adaptiveRule_withMoreRoomThanItNeeds_planOfItsNodesIsThePeak() {
    ResolvedQuestion unplanned = question(PathOptions.adaptive(1e-2));
    MemoryPlan plan = plan(unplanned);
    long held = HeldMemory.held();
    HeldMemory.restart();

    Explanation explanation =
        PathAttribution.explain(plan.apply(unplanned), PARTS, ProgressListener.SILENT);

    MemoryUse use = plan.use();
    assertThat(explanation.path().nodes()).isBetween(8, 512);
    assertThat(use.planned()).isLessThan(use.limit() - use.limit() / 10);
    assertThat(use.peak() - held).isBetween((long) (0.95 * use.planned()), use.planned());
  }

  @Test
  void budget_withRoomForTheProcess_isLeftThatRoom() {
    ResolvedQuestion question = question(PathOptions.fixed(PathRule.MIDPOINT, 40));
    long least = least(question);
    long process = 440L << 20;
    long all = plan(question, 1L << 30).limit();

    assertThat(plan(question, process + all).limit()).isEqualTo(all);
    assertThat(plan(question, process + all - 1).limit()).isBetween(1L, all - 1);
    assertThat(plan(question, process + least).batch()).isEqualTo(1);
    assertThat(plan(question, process).batch()).isEqualTo(8);
  }

  @Test
  void budgetOfPasses_keepsRoomForTheNodesThatItBuysAlone() {
    long fifty = plan(question(PathOptions.budget(100))).store();
    long hundred = plan(question(PathOptions.budget(200))).store();

    assertThat(hundred)
        .isEqualTo(2 * fifty)
        .isLessThan(plan(question(PathOptions.adaptive())).store());
  }

  private static MemoryPlan plan(ResolvedQuestion question) {
    return MemoryPlan.within(request(question, 0, false), new MemoryBudget(1L << 30, "memory"));
  }

  @Test
  void weights_ofProgramAndNetwork_areCounted() {
    PathOptions path = PathOptions.fixed(PathRule.MIDPOINT, 40);
    ResolvedQuestion single = question(path, Precision.FLOAT32);
    ResolvedQuestion twice = question(path, Precision.FLOAT64);

    assertThat(weights(single, false)).isEqualTo(2 * WEIGHTS + more(single));
    assertThat(weights(single, true)).isEqualTo(WEIGHTS + more(single));
    assertThat(weights(twice, false)).isEqualTo(3 * WEIGHTS + more(twice));
    assertThat(weights(twice, true)).isEqualTo(2 * WEIGHTS + more(twice));
  }

  private static long more(ResolvedQuestion question) {
    Split split = question.program().split(question.program().layer("inner"), question.target());
    return split.lower().moreWeightBytes() + split.upper().moreWeightBytes();
  }

  private static long weights(ResolvedQuestion question, boolean released) {
    return MemoryPlan.within(request(question, 0, released), new MemoryBudget(1L << 30, "memory"))
        .weights();
  }

  @Test
  void freeMemory_tooLittle_isNoError() {
    ResolvedQuestion question = question(PathOptions.adaptive());

    MemoryPlan plan = MemoryPlan.within(request(question, 0, false), new MemoryBudget(1, null));

    assertThat(plan.batch()).isEqualTo(1);
  }

  @Test
  void manyRuns_inOneProcess_holdNoMoreMemory() {
    ResolvedQuestion question = question(PathOptions.fixed(PathRule.MIDPOINT, 8));
    long held = HeldMemory.held();
    long peak = 0;
    for (int n = 0; n < 50; n++) {
      HeldMemory.restart();
      PathAttribution.explain(question, PARTS, ProgressListener.SILENT);
      assertThat(HeldMemory.held()).isEqualTo(held);
      peak = n == 0 ? HeldMemory.peak() : peak;
      assertThat(HeldMemory.peak()).isEqualTo(peak);
    }
  }
}
