package org.conductance4j.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;

class RankAgreementTest {

  @Test
  void sameOrderOfOtherScores_correlation_isOne() {
    assertThat(
            RankAgreement.spearman(new double[] {1, 5, 2, 9}, new double[] {-3, 10, 0, 1e6})
                .getAsDouble())
        .isEqualTo(1);
  }

  @Test
  void reversedOrder_correlation_isMinusOne() {
    assertThat(RankAgreement.spearman(new double[] {1, 2, 3}, new double[] {3, 2, 1}).getAsDouble())
        .isEqualTo(-1);
  }

  /** Ranks (1, 2.5, 2.5, 4) and (2, 1, 3, 4): 1.5 · .5 + 0 + 0 + 1.5 · 1.5 over √(4.5 · 5). */
  @Test
  void ties_correlation_usesMeanRanks() {
    assertThat(
            RankAgreement.spearman(new double[] {1, 2, 2, 4}, new double[] {20, 10, 30, 40})
                .getAsDouble())
        .isCloseTo(3 / Math.sqrt(22.5), within(1e-15));
  }

  @Test
  void constantScores_correlation_isEmpty() {
    assertThat(RankAgreement.spearman(new double[] {7, 7}, new double[] {1, 2})).isEmpty();
  }

  @Test
  void otherNumberOfUnits_correlation_isRefused() {
    assertThatThrownBy(() -> RankAgreement.spearman(new double[2], new double[3]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "rankings: need the same units to be compared, at least one, got 2 and 3 units; rank"
                + " one layer both times");
  }

  /** Tops of three: units 0, 1, 2 and units 4, 2, 1. */
  @Test
  void topsOfTwoRankings_overlap_isTheirCommonPart() {
    Ranking first = ranking(9, 8, 7, 1, 0, -1);
    Ranking second = ranking(0, 7, 8, 1, 9, -1);

    assertThat(RankAgreement.overlap(first, second, 0.5)).isEqualTo(2.0 / 3);
    assertThat(RankAgreement.overlap(first, first, 0.5)).isEqualTo(1);
  }

  @Test
  void fractionWithoutUnits_overlap_isRefused() {
    assertThatThrownBy(() -> RankAgreement.overlap(ranking(1, 2), ranking(1, 2), 0.1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "fraction: must hold at least one of 2 units to compare tops, got 0.1; choose a larger"
                + " fraction");
  }

  private static Ranking ranking(double... scores) {
    return Ranking.of("made-up", Tensor.of(new int[] {scores.length}, scores));
  }
}
