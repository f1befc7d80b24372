package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;

class GradientTest {

  @Test
  void attribute_linearNetwork_isTheWeight() {
    Attribution found = RandomQuestions.attribution(new Gradient(), RandomQuestions.linear());

    // 2 · (1, 2, 3) − 3 · (−1, 0, 5)
    assertThat(found.values().toArray()).containsExactly(5, 4, -9);
    assertThat(found.path().passes()).isEqualTo(new Passes(2, 1, 0));
    assertThat(found.path().nodes()).isEqualTo(1);
  }

  /** ML at 0: relu(0 − 10) is off and stays off nearby, though F changes by 390 on the way. */
  @Test
  void attribute_networkThatIsOff_isZeroWhateverChangedOnTheWay() {
    ResolvedQuestion question =
        SmallNetworks.question(
            SmallNetworks.program(SmallNetworks.multiLayer()),
            "logit:0",
            new double[] {0, -5, 0},
            new double[] {0, 100, 0});

    Attribution found = RandomQuestions.attribution(new Gradient(), question);

    assertThat(found.values().toArray()).containsOnly(0);
    assertThat(found.completenessError())
        .isCloseTo(found.atBaseline() - found.atInput(), within(1e-12))
        .isEqualTo(393);
  }
}
