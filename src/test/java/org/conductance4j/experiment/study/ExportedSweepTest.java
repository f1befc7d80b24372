package org.conductance4j.experiment.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.PathAttribution;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Unit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.experiment.command.PermanentPruning;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.ranking.Ranking;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** A sweep's sums against integrated gradients of the pruned network, exported and read again. */
class ExportedSweepTest {

  private static final double TOLERANCE = 1e-3;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"inner, 0.2, false", "add, 0.3, false", "head, 0.4, true", "add, 0.5, true"})
  void sweep_sums_areThoseOfTheExportedNetwork(String layer, double fraction, boolean channels)
      throws IOException {
    Path file = folder.resolve("network.zip");
    ModelSerializer.writeModel(SmallNetworks.residual(1, Activation.RELU), file.toFile(), false);
    LoadedNetwork network = NetworkFile.load(file.toString(), Optional.empty());
    ResolvedQuestion question = question(network, layer);
    Explanation intact = SmallNetworks.explain(question);
    Tensor scores = intact.regionalConductance(0);
    Ranking ranking =
        channels
            ? Ranking.of(
                "channels", scores, Unit.CHANNEL, question.needLayer().partition(Unit.CHANNEL))
            : Ranking.of("neurons", scores);
    Plan plan = Plan.top(ranking, fraction, Replacement.zero());

    CurvePoint point =
        new Sweep(question, intact, new SweepOptions(TOLERANCE, 15, 400))
            .run(List.of(new PruningPoint(ranking.id(), fraction, plan)), ProgressListener.SILENT)
            .points()
            .get(0);

    Explanation exported = exported(network, scores, layer, fraction, channels);
    double scale = Math.abs(intact.change());
    double inside = question.regions().get(0).sum(exported.inputAttribution().toArray());
    assertThat(point.score()).isCloseTo(exported.atInput(), within(1e-6));
    assertThat(point.all()).isCloseTo(exported.change(), within(TOLERANCE * scale));
    assertThat(point.inside())
        .isCloseTo(inside, within(Math.max(TOLERANCE * scale, 3 * point.error())));
  }

  /** Integrated gradients of the file that prune makes, with many uniform nodes. */
  private Explanation exported(
      LoadedNetwork network, Tensor scores, String layer, double fraction, boolean channels) {
    PermanentPruning pruning =
        new PermanentPruning(
            network,
            false,
            Map.of(network.inputNames().get(0), new int[] {2, 8, 8}),
            Optional.empty());
    Path file = folder.resolve("pruned.zip");
    PermanentPruning.Prepared prepared =
        pruning.ranked(scores, layer, fraction, channels ? Unit.CHANNEL : Unit.NEURON);
    pruning.prune(prepared.subject().dl4j().orElseThrow(), prepared).network().save(file);
    LoadedNetwork pruned = NetworkFile.load(file.toString(), Optional.empty());
    ResolvedQuestion question =
        question(pruned, layer)
            .withoutLayer()
            .withBatch(100)
            .withPath(PathOptions.fixed(PathRule.MIDPOINT, 2000));
    return PathAttribution.explain(
        question, EnumSet.of(Explanation.Part.INPUT), ProgressListener.SILENT);
  }

  private static ResolvedQuestion question(LoadedNetwork network, String layer) {
    Program program = Dl4jLowering.lower(network.graph(), Precision.FLOAT64, 2, 8, 8);
    double[] input = new SplittableRandom(1).doubles(128, -1, 1).toArray();
    return SmallNetworks.question(program, "probability:1", input, new double[128])
        .withLayer(program.layer(layer))
        .withRegions(List.of(Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7)));
  }
}
