package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.attribution.Explanation;
import org.conductance4j.attribution.PathAttribution;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Region;
import org.conductance4j.attribution.Setting;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.pruning.Cut;
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
    Setting setting = setting();
    repeat(50, setting);
    long open = Buffer.open();
    long held = HeldMemory.held();

    repeat(150, setting);

    assertThat(Buffer.open()).isEqualTo(open);
    assertThat(HeldMemory.held()).isEqualTo(held);
  }

  private static void repeat(int runs, Setting setting) {
    for (int run = 0; run < runs; run++) {
      Explanation intact =
          PathAttribution.explain(
              setting, PathAttribution.everything(setting), ProgressListener.SILENT);
      Ranking ranking = Ranking.of("regional-conductance", intact.regionalConductance(0));
      List<Cut> cuts = Cut.all(List.of(ranking), List.of(0.1, 0.3), Replacement.zero());
      Sweep.run(setting, intact, cuts, COARSE, ProgressListener.SILENT);
    }
  }

  private static Setting setting() {
    Program program = SmallNetworks.program(SmallNetworks.residual(1, Activation.RELU));
    double[] input = new SplittableRandom(1).doubles(128, -1, 1).toArray();
    return SmallNetworks.setting(program, "probability:predicted", input, new double[128])
        .withLayer(program.layer("inner"))
        .withRegions(List.of(Region.box(new int[] {2, 8, 8}, 1, 5, 2, 7)));
  }
}
