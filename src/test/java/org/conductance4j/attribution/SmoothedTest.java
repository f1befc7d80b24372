package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Program;
import org.junit.jupiter.api.Test;

class SmoothedTest {

  private static final InputScale ARRAY = new InputScale.Array();

  @Test
  void attribute_gradientOfALinearNetwork_staysAsItIs() {
    AttributionMethod smoothed = new Smoothed(new Gradient(), new Smoothing(5, 0.3, 1), ARRAY);

    Attribution found = RandomSettings.attribution(smoothed, RandomSettings.linear());

    assertThat(found.method()).isEqualTo("gradient");
    assertThat(found.values().toArray()).containsExactly(new double[] {5, 4, -9}, within(1e-12));
    assertThat(Objects.requireNonNull(found.spread()).standardError().toArray())
        .containsExactly(new double[3], within(1e-12));
    assertThat(found.path().passes()).isEqualTo(new Passes(10, 5, 0));
  }

  @Test
  void attribute_integratedGradients_areCompleteBetweenTheMeans() {
    AttributionMethod smoothed =
        new Smoothed(new IntegratedGradients(), new Smoothing(4, 0.2, 7), ARRAY);
    Setting setting = RandomSettings.dense(2);

    Attribution found = RandomSettings.attribution(smoothed, setting);

    assertThat(found.atInput())
        .isNotCloseTo(
            RandomSettings.attribution(new IntegratedGradients(), setting).atInput(), within(1e-6));
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(5e-6));
  }

  @Test
  void attribute_sameSeed_sameBitsAndOtherSeedOthers() {
    Setting setting = RandomSettings.dense(3);

    Tensor first = smooth(setting, 1);

    assertThat(smooth(setting, 1)).isEqualTo(first);
    assertThat(smooth(setting, 2)).isNotEqualTo(first);
  }

  private static Tensor smooth(Setting setting, long seed) {
    return RandomSettings.values(
        new Smoothed(new LayerConductance(), new Smoothing(3, 0.1, seed), ARRAY), setting);
  }

  /** F is the input's first element: what it adds up to at the noisy inputs is the noise. */
  @Test
  void attribute_picture_hasNoiseInPixelValues() {
    Program program =
        SmallNetworks.program(SmallNetworks.linear(new double[][] {{1, 0, 0}}, new double[] {1}));
    Setting setting = SmallNetworks.setting(program, "logit:0", 0, 0, 0);
    Smoothing smoothing = new Smoothing(400, 51, 3);
    InputScale picture = new InputScale.Picture(List.of(0.0, 0.0, 0.0), List.of(0.1, 1.0, 1.0));

    Attribution found =
        RandomSettings.attribution(
            new Smoothed(new IntegratedGradients(), smoothing, picture),
            setting.withPath(PathOptions.fixed(PathRule.RIGHT, 1)));

    // 51 pixel values are 0.2 of the range, 2 of the channel's standard deviation of 0.1
    assertThat(Objects.requireNonNull(found.spread()).ofSum() * Math.sqrt(400))
        .isCloseTo(2, within(0.2));
  }
}
