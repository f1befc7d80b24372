package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.RandomQuestions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerConductanceTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_layerThatCutsEveryPath_isCompleteAtOneJvpANode(long seed) {
    Attribution found =
        RandomQuestions.attribution(new LayerConductance(), RandomQuestions.dense(seed));

    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-9));
    assertThat(found.path().passes()).isEqualTo(new Passes(2 + 24, 24, 24));
  }

  /** Where a connection bypasses the layer the rest of the change is what bypasses it. */
  @Test
  void attribute_layerWithASkip_sumsToLessThanTheChange() {
    Attribution found =
        RandomQuestions.attribution(new LayerConductance(), RandomQuestions.residual(0, "inner"));

    double change = found.atInput() - found.atBaseline();
    assertThat(Math.abs(found.sum() - change)).isGreaterThan(1e-2 * Math.abs(change));
    assertThat(found.completenessError()).isLessThan(1e-3 * Math.abs(change));
  }
}
