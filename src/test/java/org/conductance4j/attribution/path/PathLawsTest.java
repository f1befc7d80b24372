package org.conductance4j.attribution.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/**
 * The laws of path integrals by every rule, along straight paths and others, of one example and of
 * several. Tolerances, as parts of F(x) − F(x′): laws that hold at every node 1e-11 in float64;
 * completeness what the rule claims.
 */
class PathLawsTest {

  private static final Region BOX = Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7);
  private static final List<PathOptions> RULES =
      List.of(
          PathOptions.adaptive(1e-3),
          PathOptions.budget(2000),
          PathOptions.fixed(PathRule.LEFT, 40),
          PathOptions.fixed(PathRule.RIGHT, 40),
          PathOptions.fixed(PathRule.MIDPOINT, 40),
          PathOptions.fixed(PathRule.TRAPEZOID, 40),
          PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 40));

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_anyRule_keepsTheLaws(long seed) {
    for (PathOptions rule : RULES) {
      ResolvedQuestion question = question(seed, "add").withPath(rule);
      laws(question, SmallNetworks.explain(question), rule.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_pathThroughOtherPlaces_keepsTheLaws(long seed) {
    for (PathOptions rule : RULES) {
      ResolvedQuestion question =
          question(seed, "add").withPath(rule.through(List.of(noise(seed + 10), noise(seed + 20))));
      laws(question, SmallNetworks.explain(question), rule.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_layerWithASkipAroundIt_countsWhatGoesAround(long seed) {
    ResolvedQuestion straight = question(seed, "inner");
    for (ResolvedQuestion question :
        List.of(straight, straight.withPath(straight.path().through(List.of(noise(seed + 10)))))) {
      Explanation found = SmallNetworks.explain(question);

      assertThat(found.layerConductance().sum() + found.ledger().bypassShare() * found.change())
          .isCloseTo(found.inputAttribution().sum(), within(1e-11 * found.scale()));
    }
  }

  private static void laws(ResolvedQuestion question, Explanation found, String rule) {
    double scale = found.scale();
    double whole = found.inputAttribution().sum();
    double claimed = found.path().errorEstimate() * scale;
    assertThat(whole).as(rule).isCloseTo(found.change(), within(claimed * (1 + 1e-9)));
    assertThat(found.path().errors().total() * scale)
        .as(rule)
        .isCloseTo(Math.abs(whole - found.change()), within(1e-11 * scale));
    assertThat(found.layerConductance().sum()).as(rule).isCloseTo(whole, within(1e-11 * scale));
    assertThat(found.regionalConductance(0).sum())
        .as(rule)
        .isCloseTo(BOX.sum(found.inputAttribution().toArray()), within(1e-11 * scale));
    assertThat(found.ledger().regionAdditivity()).as(rule).isLessThan(1e-11);
    assertThat(found.inside(0) + found.outside(0)).isCloseTo(found.change(), within(1e-12 * scale));
    assertThat(found.atInput()).isEqualTo(score(question, question.input()));
    assertThat(found.atBaseline()).isEqualTo(score(question, question.baseline()));
  }

  /** A place halfway between the ends changes nothing but where the nodes lie. */
  @Test
  void explain_detourOnTheStraightLine_hasTheSameIntegral() {
    ResolvedQuestion question =
        question(3, "add").withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 60));
    double[] middle = question.points(0.5);
    Tensor place = Tensor.of(question.input().shape(), middle);
    ResolvedQuestion detour = question.withPath(question.path().through(List.of(place)));

    Explanation straight = SmallNetworks.explain(question);
    Explanation found = SmallNetworks.explain(detour);

    assertThat(found.inputAttribution().toArray())
        .containsExactly(straight.inputAttribution().toArray(), offset(1e-9));
    assertThat(found.path().nodes()).isEqualTo(120);
    assertThat(found.path().trace().get(found.path().trace().size() - 1).alpha()).isEqualTo(1);
    assertThat(found.path().trace().stream().mapToDouble(PathPoint::weight).sum())
        .isCloseTo(1, within(1e-12));
  }

  /** The nodes of a path, given again, yield the same arrays. */
  @Test
  void explainAt_nodesOfADetour_areTakenApartWhereThePartsMeet() {
    ResolvedQuestion question =
        question(1, "add").withPath(PathOptions.adaptive(1e-2).through(List.of(noise(7))));
    Explanation found = SmallNetworks.explain(question);
    List<PathPoint> nodes =
        found.path().trace().stream().filter(point -> point.weight() != 0).toList();

    Explanation again =
        PathAttribution.explainAt(
            question,
            SmallNetworks.everything(question),
            PathNodes.of(
                nodes.stream().mapToDouble(PathPoint::alpha).toArray(),
                nodes.stream().mapToDouble(PathPoint::weight).toArray()),
            SILENT);

    assertThat(again.regionalConductance(0).toArray())
        .containsExactly(found.regionalConductance(0).toArray(), offset(1e-11));
  }

  @Test
  void explain_emptyListOfPlaces_isTheStraightPathBitForBit() {
    ResolvedQuestion question = question(2, "add");

    assertThat(question.withPath(question.path().through(List.of())).segments())
        .containsExactly(question);
  }

  /** Five pictures, so that batches of eight rows hold nodes of several. */
  @Test
  void explainAll_severalExamples_areTheSameAsOneByOneInFewerBatches() {
    ResolvedQuestion any = question(9, "add").withBatch(8);
    for (PathOptions rule : RULES) {
      List<ResolvedQuestion> questions = new ArrayList<>();
      for (long seed = 0; seed < 5; seed++) {
        questions.add(any.withInput(noise(seed)).withPath(rule));
      }
      questions.set(2, questions.get(2).withPath(rule.through(List.of(noise(30)))));

      List<Explanation> together =
          PathAttribution.explainAll(questions, SmallNetworks.everything(questions.get(0)), SILENT);

      for (int k = 0; k < questions.size(); k++) {
        ResolvedQuestion one = questions.get(k);
        Explanation alone = SmallNetworks.explain(one);
        assertThat(together.get(k).layerConductance().toArray())
            .as("%s, example %d", rule, k)
            .containsExactly(alone.layerConductance().toArray(), offset(1e-13));
        assertThat(together.get(k).path().passes()).isEqualTo(alone.path().passes());
        assertThat(together.get(k).path().nodes()).isEqualTo(alone.path().nodes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {60, 200, 1001})
  void explain_budgetOfPasses_isSpentAndNotExceeded(long passes) {
    ResolvedQuestion question =
        question(4, "add").withRegions(List.of(BOX)).withPath(PathOptions.budget(passes));

    PathRecord path = SmallNetworks.explain(question).path();

    assertThat(path.outcome()).isEqualTo(PathRecord.Outcome.BUDGET_SPENT);
    // a node costs a forward, a vjp and three jvp
    assertThat(path.passes().forward() + path.passes().vjp() + path.passes().jvp())
        .isBetween(passes - 6, passes);
  }

  @Test
  void explain_budgetTooSmall_isRefused() {
    ResolvedQuestion question = question(4, "add").withPath(PathOptions.budget(10));

    assertThatThrownBy(() -> SmallNetworks.explain(question))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "passes: must be at least 12 for each straight part of the path, got 10; a few hundred"
                + " are common");
    assertThatThrownBy(() -> new PathOptions(PathRule.LEFT, 8, 1e-3, 8, 100, List.of()))
        .hasMessage("passes: goes with the rule adaptive, got the rule left; give steps");
  }

  /** The bound of the neurons holds, for all that the integrand may bend between nodes. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void explain_adaptive_boundsTheErrorOfTheNeurons(long seed) {
    ResolvedQuestion question = question(seed, "add");
    Explanation found = SmallNetworks.explain(question);
    ResolvedQuestion fine =
        question.withPath(PathOptions.fixed(PathRule.MIDPOINT, 4000)).withBatch(100);
    Explanation truth = SmallNetworks.explain(fine);

    PathErrors.Elements layer =
        found.path().errors().elements().stream()
            .filter(elements -> elements.part() == Explanation.Part.LAYER)
            .findFirst()
            .orElseThrow();
    double worst = 0;
    for (int j = 0; j < truth.layerConductance().length(); j++) {
      double error = found.layerConductance().get(j) - truth.layerConductance().get(j);
      worst = Math.max(worst, Math.abs(error) / found.scale());
    }
    assertThat(worst).isLessThan(layer.bound());
    assertThat(layer.topOverlap()).isBetween(0.0, 1.0);
    assertThat(found.path().errors().regions()).hasSize(1);
    assertThat(Math.abs(found.inside(0) - truth.inside(0)) / found.scale())
        .isLessThan(found.path().errors().regions().get(0));
  }

  @Test
  void direction_pathThroughOtherPlaces_isRefused() {
    ResolvedQuestion question = question(0, "add");
    ResolvedQuestion detour = question.withPath(question.path().through(List.of(noise(1))));

    assertThatThrownBy(detour::direction)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("through: goes with integrals of one path, got 1 places");
    assertThatThrownBy(
            () -> PathAttribution.explain(detour, EnumSet.of(Explanation.Part.INFLUENCE), SILENT))
        .hasMessage(
            "through: goes with integrals along the direction of the path, got internal influence;"
                + " leave it out or choose conductance");
    assertThatThrownBy(
            () -> question.withPath(question.path().through(List.of(Tensor.zeros(3, 8, 8)))))
        .hasMessageStartingWith("through: needs shape [2, 8, 8], got [3, 8, 8]");
  }

  private static final ProgressListener SILENT = ProgressListener.SILENT;

  private static double score(ResolvedQuestion question, Tensor place) {
    ResolvedQuestion there = question.withPath(PathOptions.adaptive()).withInput(place);
    ArrayLayout layout = new ArrayLayout(there, SmallNetworks.everything(there));
    try (PathProbe probe = new PathProbe(List.of(there), layout, CachedActivations.none())) {
      return probe.scores(PathProbe.places(0, 1))[0];
    }
  }

  private static ResolvedQuestion question(long seed, String layer) {
    var program = SmallNetworks.program(SmallNetworks.residual(seed, Activation.RELU));
    return SmallNetworks.question(
            program, "probability:predicted", noise(seed).toArray(), new double[128])
        .withLayer(program.layer(layer))
        .withRegions(List.of(BOX));
  }

  private static Tensor noise(long seed) {
    double[] values = new SplittableRandom(seed).doubles(128, -2, 2).toArray();
    return Tensor.of(new int[] {2, 8, 8}, values);
  }
}
