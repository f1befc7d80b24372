package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerGradientTimesActivationTest {

  @Test
  void attribute_linearNetwork_isCompleteAndTheConductance() {
    Attribution found =
        RandomSettings.attribution(new LayerGradientTimesActivation(), RandomSettings.linear());

    // y = (10 + 40 + 90, −10 + 150), times (2, −3)
    assertThat(found.values().toArray()).containsExactly(280, -420);
    assertThat(found.completenessError()).isZero();
  }

  /** At an output that is the objective itself: 0 for all others. */
  @Test
  void attribute_outputLayer_isTheObjectiveItself() {
    Setting setting = RandomSettings.dense(3);

    Attribution found =
        RandomSettings.attribution(
            new LayerGradientTimesActivation(), setting.withLayer(setting.program().layer("out")));

    assertThat(found.values().toArray()).containsExactly(0, found.atInput(), 0);
  }
}
