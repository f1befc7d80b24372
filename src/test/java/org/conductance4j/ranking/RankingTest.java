package org.conductance4j.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {

  @Test
  void order_signedScoresWithTies_largestFirstThenByIndex() {
    Tensor scores = Tensor.of(new int[] {2, 1, 3}, new double[] {-5, 2, 0, 2, -0.0, 7});

    Ranking ranking = Ranking.of("layer-conductance", scores);

    assertThat(ranking.order()).containsExactly(5, 1, 3, 2, 4, 0);
    assertThat(ranking.top(0.5)).containsExactly(5, 1, 3);
    assertThat(ranking.units()).isEqualTo(6);
    assertThat(ranking.id()).isEqualTo("layer-conductance");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void order_randomScoresOfFewValues_isThatOfAStableSort(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = 1 + random.nextInt(500);
    double[] keys = random.ints(n, 0, 20).asDoubleStream().toArray();

    int[] order = Ranking.of("x", Tensor.of(new int[] {n}, keys)).order();

    Integer[] expected = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Arrays.sort(expected, Comparator.comparingDouble((Integer unit) -> -keys[unit]));
    assertThat(order).containsExactly(expected);
  }

  @Test
  void random_sameSeed_sameScores() {
    Ranking first = Ranking.random(7, 4, 5, 5);

    assertThat(first.id()).isEqualTo("random:7");
    assertThat(first.scores()).isEqualTo(Ranking.random(7, 4, 5, 5).scores());
    assertThat(first.order()).isNotEqualTo(Ranking.random(8, 4, 5, 5).order());
    assertThat(first.order()).containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
  }

  /** In one order: b1 = 9, a2 = 4, a0 = 2 and b0 = 2 (a comes first), b2 = 0, a1 = −3. */
  @Test
  void ofLayers_twoLayersWithATie_largestFirstThenByLayerAndIndex() {
    Tensor a = Tensor.of(new int[] {3, 1, 1}, new double[] {2, -3, 4});
    Tensor b = Tensor.of(new int[] {3}, new double[] {2, 9, 0});

    assertThat(Ranking.ofLayers("joint", List.of(a, b)).order()).containsExactly(4, 2, 0, 3, 5, 1);
    assertThat(Ranking.ofLayers("joint", List.of(b, a)).order()).containsExactly(1, 5, 0, 3, 2, 4);
    assertThat(Ranking.ofLayers("joint", List.of(a)).order())
        .containsExactly(Ranking.of("own", a).order());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 36864, 0",
    "0.01, 36864, 368",
    "0.01, 31360, 313",
    "0.3, 31360, 9408",
    "0.29, 100, 29",
    "0.5, 3, 1",
    "0.999999, 10, 9"
  })
  void count_fraction_isFloorOfItsDecimal(double fraction, int units, int count) {
    assertThat(Ranking.count(fraction, units)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void count_fractionOutOfRange_isRefused(double fraction) {
    assertThatThrownBy(() -> Ranking.count(fraction, 10))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "fraction: must lie in [0, 1), got "
                + fraction
                + "; 0.01 prunes one unit in a hundred");
  }

  @Test
  void of_scoreThatIsNoNumber_isRefused() {
    Tensor scores = Tensor.of(new int[] {2}, new double[] {1, Double.NaN});

    assertThatThrownBy(() -> Ranking.of("x", scores))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "ranking 'x': needs numbers as scores, got NaN at unit 1; check the network and the"
                + " input");
  }
}
