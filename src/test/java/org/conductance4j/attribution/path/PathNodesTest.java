package org.conductance4j.attribution.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.attribution.question.PathRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNodesTest {

  @Test
  void of_leftRightMidpoint_areTheUniformNodes() {
    assertThat(PathNodes.of(PathRule.LEFT, 4).alphas()).containsExactly(0, 0.25, 0.5, 0.75);
    assertThat(PathNodes.of(PathRule.RIGHT, 4).alphas()).containsExactly(0.25, 0.5, 0.75, 1);
    assertThat(PathNodes.of(PathRule.PUBLISHED, 2).alphas()).containsExactly(0.5, 1);
    assertThat(PathNodes.of(PathRule.MIDPOINT, 2).alphas()).containsExactly(0.25, 0.75);
    assertThat(PathNodes.of(PathRule.MIDPOINT, 4).weights())
        .containsExactly(0.25, 0.25, 0.25, 0.25);
  }

  @Test
  void of_trapezoid_hasOneNodeMoreAndWeightsThatSumToOne() {
    assertThat(PathNodes.of(PathRule.TRAPEZOID, 1).weights()).containsExactly(0.5, 0.5);
    assertThat(PathNodes.of(PathRule.TRAPEZOID, 2).weights()).containsExactly(0.25, 0.5, 0.25);
    assertThat(PathNodes.of(PathRule.TRAPEZOID, 2).alphas()).containsExactly(0, 0.5, 1);
    double[] thirds = PathNodes.of(PathRule.TRAPEZOID, 3).weights();
    assertThat(thirds).hasSize(4);
    assertThat(thirds[0]).isCloseTo(1 / 6.0, within(1e-16));
    assertThat(thirds[1]).isCloseTo(1 / 3.0, within(1e-16));
  }

  @ParameterizedTest
  @EnumSource(
      value = PathRule.class,
      names = {"ADAPTIVE"},
      mode = EnumSource.Mode.EXCLUDE)
  void of_anyFixedRule_weightsSumToOne(PathRule rule) {
    for (int n : new int[] {1, 2, 3, 7, 64, 1024}) {
      assertThat(integral(PathNodes.of(rule, n), alpha -> 1)).isCloseTo(1, within(1e-13));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 33, 256})
  void of_gaussLegendre_integratesPolynomialsOfDegreeTwoNLessOne(int n) {
    PathNodes nodes = PathNodes.of(PathRule.GAUSS_LEGENDRE, n);

    for (int degree = 0; degree < 2 * n; degree += Math.max(1, n / 4)) {
      int power = degree;
      double exact = 1.0 / (degree + 1);
      assertThat(integral(nodes, alpha -> Math.pow(alpha, power)))
          .as("degree %d", degree)
          .isCloseTo(exact, within(1e-14));
    }
    double beyond = integral(nodes, alpha -> Math.pow(2 * alpha - 1, 2 * n));
    assertThat(Math.abs(beyond - 1.0 / (2 * n + 1))).isGreaterThan(n > 8 ? 0 : 1e-9);
  }

  /** n = 2: (1 ∓ 1/√3)/2; n = 3: ½ and (1 ∓ √(3/5))/2 with weights 4/9 and 5/18. */
  @Test
  void of_gaussLegendre_equalsTheClosedForms() {
    PathNodes two = PathNodes.of(PathRule.GAUSS_LEGENDRE, 2);
    assertThat(two.alphas())
        .containsExactly(
            new double[] {(1 - 1 / Math.sqrt(3)) / 2, (1 + 1 / Math.sqrt(3)) / 2}, offset(1e-15));
    PathNodes three = PathNodes.of(PathRule.GAUSS_LEGENDRE, 3);
    assertThat(three.alphas())
        .containsExactly(
            new double[] {(1 - Math.sqrt(0.6)) / 2, 0.5, (1 + Math.sqrt(0.6)) / 2}, offset(1e-15));
    assertThat(three.weights())
        .containsExactly(new double[] {5 / 18.0, 4 / 9.0, 5 / 18.0}, offset(1e-15));
  }

  @Test
  void of_adaptive_isRefused() {
    assertThatThrownBy(() -> PathNodes.of(PathRule.ADAPTIVE, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double integral(PathNodes nodes, DoubleUnaryOperator f) {
    return IntStream.range(0, nodes.count())
        .mapToDouble(k -> nodes.weight(k) * f.applyAsDouble(nodes.alpha(k)))
        .sum();
  }
}
