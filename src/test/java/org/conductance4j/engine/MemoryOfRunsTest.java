package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.kernel.Buffer;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.pruning.Sweep;
import org.conductance4j.pruning.SweepOptions;
import org.conductance4j.ranking.Ranking;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class MemoryOfRunsTest {

  private static final SweepOptions COARSE = new SweepOptions(5e-2, 15, 16);

  @Test
  void runs_ofOneProgram_closeAllTheirBuffers() {
    ResolvedQuestion question = question();
    repeat(50, question);
    long open = Buffer.open();
    long held = HeldMemory.held();

    repeat(150, question);

    assertThat(Buffer.open()).isEqualTo(open);
    assertThat(HeldMemory.held()).isEqualTo(held);
  }

  private static void repeat(int runs, ResolvedQuestion question) {
    for (int run = 0; run < runs; run++) {
      Explanation intact = SmallNetworks.explain(question);
      Ranking ranking = Ranking.of("regional-conductance", intact.regionalConductance(0));
      List<PruningPoint> cuts =
          PruningPoint.all(List.of(ranking), List.of(0.1, 0.3), Replacement.zero());
      new Sweep(question, intact, COARSE).run(cuts, ProgressListener.SILENT);
    }
  }

  private static ResolvedQuestion question() {
    Program program = SmallNetworks.program(SmallNetworks.residual(1, Activation.RELU));
    double[] input = new SplittableRandom(1).doubles(128, -1, 1).toArray();
    return SmallNetworks.question(program, "probability:predicted", input, new double[128])
        .withLayer(program.layer("inner"))
        .withRegions(List.of(Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7)));
  }
}
