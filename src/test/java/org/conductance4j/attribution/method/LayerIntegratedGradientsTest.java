package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerIntegratedGradientsTest {

  @ParameterizedTest
  @CsvSource({"0,dense0", "1,dense0", "2,dense1", "3,dense1", "4,out"})
  void attribute_layerThatCutsEveryPath_isComplete(long seed, String layer) {
    ResolvedQuestion question = RandomQuestions.dense(seed);

    Attribution found =
        RandomQuestions.attribution(
            new LayerIntegratedGradients(), question.withLayer(question.program().layer(layer)));

    Attribution whole = RandomQuestions.attribution(new IntegratedGradients(), question);
    assertThat(found.atInput()).isCloseTo(whole.atInput(), within(1e-14));
    assertThat(found.atBaseline()).isCloseTo(whole.atBaseline(), within(1e-14));
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-9));
    assertThat(found.completenessError()).isLessThan(1e-9);
  }

  /** What bypasses the layer stays as at x: the sum is the change of the upper part alone. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void attribute_layerWithASkip_isTheChangeOfTheUpperPart(long seed) {
    ResolvedQuestion question =
        RandomQuestions.residual(seed, "inner")
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 24));

    Attribution found = RandomQuestions.attribution(new LayerIntegratedGradients(), question);

    Attribution whole = RandomQuestions.attribution(new IntegratedGradients(), question);
    assertThat(found.atInput()).isCloseTo(whole.atInput(), within(1e-14));
    assertThat(found.atBaseline()).isNotCloseTo(whole.atBaseline(), within(1e-4));
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-6));
  }

  /** Through a place on the way, in activations: the parts add up to the same change. */
  @Test
  void attribute_pathThroughAPlace_isCompleteAndDiffers() {
    ResolvedQuestion question = RandomQuestions.dense(1);
    Tensor place = Tensor.of(new int[] {5}, new double[] {1, -1, 1, -1, 1});
    ResolvedQuestion bent = question.withPath(question.path().through(List.of(place)));

    Attribution found = RandomQuestions.attribution(new LayerIntegratedGradients(), bent);

    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-6));
    assertThat(found.values().get(0))
        .isNotCloseTo(
            RandomQuestions.values(new LayerIntegratedGradients(), question).get(0), within(1e-6));
  }

  @Test
  void attribute_fixedRule_costsOnePassOfTheUpperPartANode() {
    assertThat(
            RandomQuestions.attribution(new LayerIntegratedGradients(), RandomQuestions.dense(0))
                .path()
                .passes())
        .isEqualTo(new Passes(2 + 2 + 24, 24, 0));
  }
}
