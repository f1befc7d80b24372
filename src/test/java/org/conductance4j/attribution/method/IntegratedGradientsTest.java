package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.RandomQuestions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegratedGradientsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_randomNetwork_isCompleteAndSparesWhatDoesNotChange(long seed) {
    Attribution found =
        RandomQuestions.attribution(new IntegratedGradients(), RandomQuestions.dense(seed));

    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(1e-9));
    assertThat(found.values().get(2)).isZero();
    assertThat(found.path().passes()).isEqualTo(new Passes(2 + 24, 24, 0));
  }
}
