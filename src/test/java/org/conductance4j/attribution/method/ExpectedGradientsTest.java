package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.path.Spread;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedGradientsTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_threeDraws_isTheirMeanWithItsStandardError(long seed) {
    ResolvedQuestion question = RandomQuestions.dense(seed);
    List<Tensor> draws =
        BaselineDraws.parse("draws:3;uniform:" + seed)
            .of(question.input(), new InputScale.Array(), file -> List.of());
    List<Tensor> single =
        draws.stream()
            .map(
                draw ->
                    RandomQuestions.values(new IntegratedGradients(), question.withBaseline(draw)))
            .toList();

    Attribution found =
        RandomQuestions.attribution(new ExpectedGradients(), question.withDraws(draws));

    Spread spread = Objects.requireNonNull(found.spread());
    for (int i = 0; i < 5; i++) {
      double a = single.get(0).get(i);
      double b = single.get(1).get(i);
      double c = single.get(2).get(i);
      double mean = (a + b + c) / 3;
      double variance =
          ((a - mean) * (a - mean) + (b - mean) * (b - mean) + (c - mean) * (c - mean)) / 2;
      assertThat(found.values().get(i)).isCloseTo(mean, within(1e-15));
      assertThat(spread.standardError().get(i)).isCloseTo(Math.sqrt(variance / 3), within(1e-15));
    }
    assertThat(spread.draws()).isEqualTo(3);
    assertThat(spread.ofSum()).isPositive();
    assertThat(found.sum()).isCloseTo(found.atInput() - found.atBaseline(), within(5e-6));
    assertThat(found.path().nodes()).isEqualTo(3 * 24);
    assertThat(found.path().passes()).isEqualTo(new Passes(3 * (2 + 24), 3 * 24, 0));
  }

  @Test
  void attribute_withoutDraws_isIntegratedGradientsWithoutASpread() {
    ResolvedQuestion question = RandomQuestions.dense(1);

    Attribution found = RandomQuestions.attribution(new ExpectedGradients(), question);

    assertThat(found.values())
        .isEqualTo(RandomQuestions.values(new IntegratedGradients(), question));
    assertThat(found.spread()).isNull();
  }
}
