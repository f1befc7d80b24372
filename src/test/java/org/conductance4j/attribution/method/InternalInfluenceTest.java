package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.RandomQuestions;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternalInfluenceTest {

  @Test
  void attribute_linearUpperPart_isItsWeight() {
    assertThat(RandomQuestions.values(new InternalInfluence(), RandomQuestions.linear()).toArray())
        .containsExactly(new double[] {2, -3}, within(1e-12));
  }

  /** At one node influence times the jvp of the lower part is conductance. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_oneNode_isConductanceWithoutTheMotion(long seed) {
    ResolvedQuestion question =
        RandomQuestions.dense(seed).withPath(PathOptions.fixed(PathRule.MIDPOINT, 1));
    DirectionalCheck lower = new DirectionalCheck(question);

    Tensor influence = RandomQuestions.values(new InternalInfluence(), question);
    Tensor conductance = RandomQuestions.values(new LayerConductance(), question);

    for (int j = 0; j < 6; j++) {
      assertThat(influence.get(j) * lower.slope(j, 0.5))
          .isCloseTo(conductance.get(j), within(1e-9));
    }
  }

  /** The derivative by α of a neuron's activation, by central differences. */
  private record DirectionalCheck(ResolvedQuestion question) {

    double slope(int neuron, double alpha) {
      return (activation(neuron, alpha + 1e-5) - activation(neuron, alpha - 1e-5)) / 2e-5;
    }

    private double activation(int neuron, double alpha) {
      Tensor at = Tensor.of(new int[] {5}, question.points(alpha));
      return ActivationPath.crossing(question, at).get(0).get(neuron);
    }
  }
}
