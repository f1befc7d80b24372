package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;

class GradientTimesInputTest {

  @Test
  void attribute_linearNetworkFromZero_isIntegratedGradients() {
    ResolvedQuestion question =
        RandomQuestions.linear().withPath(PathOptions.fixed(PathRule.RIGHT, 1));

    Attribution found = RandomQuestions.attribution(new GradientTimesInput(), question);

    // (5, 4, −9) · (10, 20, 30)
    assertThat(found.values().toArray())
        .containsExactly(50, 80, -270)
        .containsExactly(RandomQuestions.values(new IntegratedGradients(), question).toArray());
    assertThat(found.sum()).isEqualTo(found.atInput());
    assertThat(found.completenessError()).isZero();
  }

  /** F = relu(s − 10) + 3 relu(s + 1) − 1 at s = 100: 4 · 100, but F changes by 390. */
  @Test
  void attribute_networkWithBiases_isNotComplete() {
    ResolvedQuestion question =
        SmallNetworks.question(
            SmallNetworks.program(SmallNetworks.multiLayer()), "logit:0", 0, 100, 0);

    Attribution found = RandomQuestions.attribution(new GradientTimesInput(), question);

    assertThat(found.values().toArray()).containsExactly(0, 400, 0);
    assertThat(found.completenessError()).isEqualTo(10);
  }
}
