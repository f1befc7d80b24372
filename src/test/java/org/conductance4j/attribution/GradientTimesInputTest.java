package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GradientTimesInputTest {

  @Test
  void attribute_linearNetworkFromZero_isIntegratedGradients() {
    Setting setting = RandomSettings.linear().withPath(PathOptions.fixed(PathRule.RIGHT, 1));

    Attribution found = RandomSettings.attribution(new GradientTimesInput(), setting);

    // (5, 4, −9) · (10, 20, 30)
    assertThat(found.values().toArray())
        .containsExactly(50, 80, -270)
        .containsExactly(RandomSettings.values(new IntegratedGradients(), setting).toArray());
    assertThat(found.sum()).isEqualTo(found.atInput());
    assertThat(found.completenessError()).isZero();
  }

  /** F = relu(s − 10) + 3 relu(s + 1) − 1 at s = 100: 4 · 100, but F changes by 390. */
  @Test
  void attribute_networkWithBiases_isNotComplete() {
    Setting setting =
        SmallNetworks.setting(
            SmallNetworks.program(SmallNetworks.multiLayer()), "logit:0", 0, 100, 0);

    Attribution found = RandomSettings.attribution(new GradientTimesInput(), setting);

    assertThat(found.values().toArray()).containsExactly(0, 400, 0);
    assertThat(found.completenessError()).isEqualTo(10);
  }
}
