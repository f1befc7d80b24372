package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.experiment.TinyNetwork;
import org.conductance4j.pruning.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Conductance4jTest {

  @TempDir private Path folder;

  private ResolvedQuestion question() {
    TinyNetwork.write(folder);
    return Conductance4j.question(
        folder.resolve("tiny.zip"), folder.resolve("picture.png"), "logit:1");
  }

  @Test
  void question_atALayerWithinABox_isScoredAndPruned() {
    ResolvedQuestion box =
        Conductance4j.within(Conductance4j.at(question(), "first"), "box:0,6,0,6");

    Attribution scores = Conductance4j.attribute("regional-conductance", box);
    Plan plan = Conductance4j.top(scores, 0.1);
    Explanation pruned = Conductance4j.pruned(box, plan);

    assertThat(scores.values().shape()).containsExactly(4, 10, 10);
    assertThat(plan.pruned()).isEqualTo(40);
    assertThat(pruned.inside(0) + pruned.outside(0))
        .isCloseTo(pruned.atInput() - pruned.atBaseline(), within(1e-9));
    assertThat(pruned.inside(0)).isLessThan(scores.sum());
  }

  @Test
  void wrongNames_areRefusedInOneLine() {
    ResolvedQuestion question = question();

    assertThatThrownBy(() -> Conductance4j.at(question, "fist"))
        .hasMessageContaining("did you mean 'first'?");
    assertThatThrownBy(() -> Conductance4j.attribute("layer-conductence", question))
        .hasMessageContaining("did you mean 'layer-conductance'?");
    assertThatThrownBy(() -> Conductance4j.within(question, "box:0,99,0,2"))
        .hasMessageContaining("must lie inside the picture");
  }
}
