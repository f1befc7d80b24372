package org.conductance4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.ranking.Ranking;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final int[] SHAPE = {2, 1, 2};

  @Test
  void transform_zero_zeroesThePrunedUnits() {
    Plan plan = Plan.of(SHAPE, new int[] {1, 3}, Replacement.zero());
    double[] y = {1, 2, 3, 4};

    double[] values = plan.transform().forward(y);

    assertThat(values).containsExactly(1, 0, 3, 0);
    assertThat(plan.pruned()).isEqualTo(2);
    assertThat(plan.prunes(1)).isTrue();
    assertThat(plan.prunes(0)).isFalse();
  }

  @Test
  void transform_derivatives_areThoseOfTheMask() {
    Plan plan = Plan.of(SHAPE, new int[] {0}, Replacement.zero());
    double[] y = new double[4];

    double[] cotangents = plan.transform().vjp(y, new double[] {1, 2, 3, 4});
    double[] tangents = plan.transform().jvp(y, new double[] {5, 6, 7, 8});

    assertThat(cotangents).containsExactly(0, 2, 3, 4);
    assertThat(tangents).containsExactly(0, 6, 7, 8);
  }

  @Test
  void top_ofARanking_prunesItsTopWhateverTheOrder() {
    Ranking ranking = Ranking.of("x", Tensor.of(SHAPE, new double[] {0, 3, 1, 2}));

    Plan plan = Plan.top(ranking, 0.5, Replacement.zero());

    assertThat(plan).isEqualTo(Plan.of(SHAPE, new int[] {3, 1}, Replacement.zero()));
    assertThat(plan).isNotEqualTo(Plan.of(SHAPE, new int[] {3, 0}, Replacement.zero()));
    assertThat(plan).hasSameHashCodeAs(Plan.of(SHAPE, new int[] {1, 3}, Replacement.zero()));
  }

  @Test
  void of_unitThatDoesNotExist_isRefused() {
    assertThatThrownBy(() -> Plan.of(SHAPE, new int[] {4}, Replacement.zero()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "plan: no such unit in a layer of 4, got 4; units are counted from 0 (channel, row,"
                + " column)");
  }

  @Test
  void of_everyUnit_isRefused() {
    assertThatThrownBy(() -> Plan.of(SHAPE, new int[] {0, 1, 2, 3}, Replacement.zero()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("plan: must leave a unit, got all 4 pruned; choose a smaller fraction");
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThatThrownBy(() -> new SweepOptions(0, 15, 128))
        .hasMessage("sweep tolerance: must lie between 0 and 1, got 0.0; the default is 3e-2");
    assertThatThrownBy(() -> new SweepOptions(0.1, 15, 15))
        .isInstanceOf(InvalidInputException.class);
  }
}
