package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerIntegratedGradientsTest {

  @ParameterizedTest
  @CsvSource({"0,dense0", "1,dense0", "2,dense1", "3,dense1", "4,out"})
  void attribute_layerThatCutsEveryPath_isComplete(long seed, String layer) {
    Setting setting = RandomSettings.dense(seed);

    Attribution found =
        RandomSettings.attribution(
            new LayerIntegratedGradients(), setting.withLayer(setting.program().layer(layer)));

    Attribution whole = RandomSettings.attribution(new IntegratedGradients(), setting);
    assertThat(found.atInput()).isCloseTo(whole.atInput(), within(1e-14));
    assertThat(found.atBaseline()).isCloseTo(whole.atBaseline(), within(1e-14));
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-9));
    assertThat(found.completenessError()).isLessThan(1e-9);
  }

  /** What goes around the layer stays as at x: the sum is the change of the upper part alone. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void attribute_layerWithASkip_isTheChangeOfTheUpperPart(long seed) {
    Setting setting =
        RandomSettings.residual(seed, "inner")
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 24));

    Attribution found = RandomSettings.attribution(new LayerIntegratedGradients(), setting);

    Attribution whole = RandomSettings.attribution(new IntegratedGradients(), setting);
    assertThat(found.atInput()).isCloseTo(whole.atInput(), within(1e-14));
    assertThat(found.atBaseline()).isNotCloseTo(whole.atBaseline(), within(1e-4));
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-6));
  }

  /** Through a place on the way, in activations: the parts add up to the same change. */
  @Test
  void attribute_pathThroughAPlace_isCompleteAndDiffers() {
    Setting setting = RandomSettings.dense(1);
    Tensor place = Tensor.of(new int[] {5}, new double[] {1, -1, 1, -1, 1});
    Setting bent = setting.withPath(setting.path().through(List.of(place)));

    Attribution found = RandomSettings.attribution(new LayerIntegratedGradients(), bent);

    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-6));
    assertThat(found.values().get(0))
        .isNotCloseTo(
            RandomSettings.values(new LayerIntegratedGradients(), setting).get(0), within(1e-6));
  }

  @Test
  void attribute_fixedRule_costsOnePassOfTheUpperPartANode() {
    assertThat(
            RandomSettings.attribution(new LayerIntegratedGradients(), RandomSettings.dense(0))
                .path()
                .passes())
        .isEqualTo(new Passes(2 + 2 + 24, 24, 0));
  }
}
