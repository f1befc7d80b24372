package org.conductance4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
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
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.ranking.Ranking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Units of several layers pruned together; the truth prunes by hooks, through the whole network.
 */
class JointSweepTest {

  private static final SweepOptions FINE = new SweepOptions(2e-3, 15, 128);

  private final Program program = SmallNetworks.program(SmallNetworks.residual(1, Activation.RELU));

  private ResolvedQuestion question() {
    double[] input = new SplittableRandom(1).doubles(128, -1, 1).toArray();
    return SmallNetworks.question(program, "probability:predicted", input, new double[128])
        .withRegions(List.of(Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7)));
  }

  private static Ranking joint(ResolvedQuestion question, List<Layer> layers) {
    List<Tensor> scores = new ArrayList<>();
    for (Layer layer : layers) {
      Explanation there =
          PathAttribution.explain(
              question.withLayer(layer), EnumSet.of(Part.LAYER), ProgressListener.SILENT);
      scores.add(there.layerConductance());
    }
    return Ranking.ofLayers("layer-conductance", scores);
  }

  private static Explanation truth(ResolvedQuestion question, List<Layer> layers, Plan plan) {
    int[] lengths = layers.stream().mapToInt(Layer::neurons).toArray();
    try (Hooks hooks = Hooks.on(question.program())) {
      for (int k = 0; k < lengths.length; k++) {
        hooks.transform(layers.get(k).name(), plan.split(lengths).get(k).transform());
      }
      ResolvedQuestion pruned =
          question
              .withProgram(hooks.program())
              .withBatch(100)
              .withPath(PathOptions.fixed(PathRule.MIDPOINT, 800));
      return PathAttribution.explain(pruned, EnumSet.of(Part.INPUT), ProgressListener.SILENT);
    }
  }

  private void assertSums(List<Layer> layers, Replacement replacement) {
    ResolvedQuestion question = question();
    Explanation intact =
        PathAttribution.explain(question, EnumSet.of(Part.INPUT), ProgressListener.SILENT);
    List<PruningPoint> cuts =
        PruningPoint.all(List.of(joint(question, layers)), List.of(0.0, 0.1, 0.4), replacement);

    SweepResult result =
        new Sweep(question, intact, FINE).over(layers).run(cuts, ProgressListener.SILENT);

    double scale = Math.abs(intact.change());
    assertThat(result.points().get(0).inside()).isEqualTo(intact.inside(0));
    for (int k = 1; k < cuts.size(); k++) {
      Explanation truth = truth(question, layers, cuts.get(k).plan());
      CurvePoint point = result.points().get(k);
      double inside = question.regions().get(0).sum(truth.inputAttribution().toArray());
      assertThat(point.score()).isCloseTo(truth.atInput(), within(1e-12));
      assertThat(point.inside()).isCloseTo(inside, within(1e-2 * scale));
      assertThat(point.all()).isCloseTo(truth.change(), within(2e-3 * scale));
    }
    assertThat(result.lower().vjp()).isZero();
    assertThat(result.lower().forward()).isLessThanOrEqualTo(15 * SharedPath.STEPS + 1L);
  }

  /** Pairs of layers in a row, with a skip around one or both, and all of them. */
  @Test
  void run_everyPairOfLayers_sumsAreThoseOfTheNetworkPrunedInBoth() {
    List<Layer> all = inner();
    for (int first = 0; first < all.size(); first++) {
      for (int second = first + 1; second < all.size(); second++) {
        assertSums(List.of(all.get(first), all.get(second)), Replacement.zero());
      }
    }
    assertSums(all, Replacement.zero());
  }

  private List<Layer> inner() {
    List<Layer> layers = new ArrayList<>(program.layers());
    layers.removeIf(layer -> layer.neurons() < 8);
    return layers.subList(0, Math.min(4, layers.size()));
  }

  @Test
  void run_constantsOfEachLayer_takeTheUnitsPlaces() {
    List<Layer> layers = inner().subList(0, 2);
    List<Replacement> each = new ArrayList<>();
    for (Layer layer : layers) {
      double[] values = new SplittableRandom(3).doubles(layer.neurons()).toArray();
      each.add(Replacement.mean(Tensor.of(new int[] {values.length}, values)));
    }

    assertSums(layers, Replacement.joined(each));
  }

  @Test
  void run_oneLayerInTheList_isThePlainSweep() {
    Layer layer = inner().get(1);
    ResolvedQuestion question = question().withLayer(layer);
    Explanation intact = SmallNetworks.explain(question);
    List<PruningPoint> cuts =
        PruningPoint.all(
            List.of(Ranking.of("x", intact.layerConductance())), List.of(0.3), Replacement.zero());

    SweepResult plain = new Sweep(question, intact, FINE).run(cuts, ProgressListener.SILENT);
    SweepResult listed =
        new Sweep(question, intact, FINE).over(List.of(layer)).run(cuts, ProgressListener.SILENT);

    assertThat(listed.points()).isEqualTo(plain.points());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2"})
  void chain_ofProgram_refusesAnotherOrder(int first, int second) {
    List<Layer> turned = List.of(inner().get(second), inner().get(first));

    assertThatThrownBy(() -> program.chain(turned, question().target()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chain: layers must be in the program's order");
  }

  @Test
  void run_heldUnitsOfSeveralLayers_areRefused() {
    List<Layer> layers = inner().subList(0, 2);
    ResolvedQuestion question = question();
    Explanation intact =
        PathAttribution.explain(question, EnumSet.of(Part.INPUT), ProgressListener.SILENT);
    List<PruningPoint> cuts =
        PruningPoint.all(List.of(joint(question, layers)), List.of(0.1), Replacement.held());

    assertThatThrownBy(
            () -> new Sweep(question, intact, FINE).over(layers).run(cuts, ProgressListener.SILENT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "replacement: must be a constant where layers are pruned together, got path; choose"
                + " zero, baseline or mean:FILE");
  }
}
