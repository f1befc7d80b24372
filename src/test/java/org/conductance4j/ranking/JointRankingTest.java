package org.conductance4j.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JointRankingTest {

  /** In one order: b1 = 9, a2 = 4, a0 = 2 and b0 = 2 (a comes first), b2 = 0, a1 = −3. */
  @Test
  void top_twoLayersWithATie_largestFirstThenByLayerAndIndex() {
    JointRanking ranking = JointRanking.of("joint", layers());

    assertThat(ranking.units()).isEqualTo(6);
    assertTop(ranking, 0, new int[] {}, new int[] {});
    assertTop(ranking, 0.17, new int[] {}, new int[] {1});
    assertTop(ranking, 0.5, new int[] {2, 0}, new int[] {1});
    assertTop(ranking, 0.67, new int[] {2, 0}, new int[] {1, 0});
    assertTop(ranking, 0.84, new int[] {2, 0}, new int[] {1, 0, 2});
  }

  @Test
  void top_layersInAnotherOrder_tieGoesToTheFirst() {
    Map<String, Tensor> turned = new LinkedHashMap<>();
    turned.put("b", layers().get("b"));
    turned.put("a", layers().get("a"));

    assertTop(JointRanking.of("joint", turned), 0.5, new int[] {2}, new int[] {1, 0});
  }

  @Test
  void of_mapChangedAfterwards_staysAsItWas() {
    Map<String, Tensor> scores = layers();
    JointRanking ranking = JointRanking.of("joint", scores);

    scores.clear();

    assertTop(ranking, 0.5, new int[] {2, 0}, new int[] {1});
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void top_oneLayer_isThatOfItsOwnRanking(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int units = 10 + random.nextInt(90);
    Tensor scores =
        Tensor.of(new int[] {units}, random.ints(units, 0, 9).asDoubleStream().toArray());

    Map<String, int[]> top = JointRanking.of("joint", Map.of("only", scores)).top(0.3);

    assertThat(top.get("only")).containsExactly(Ranking.of("own", scores).top(0.3));
  }

  @Test
  void of_noLayer_isRefused() {
    assertThatThrownBy(() -> JointRanking.of("joint", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("ranking 'joint': needs a layer, got none; give the scores of one");
  }

  private static void assertTop(JointRanking ranking, double fraction, int[] ofA, int[] ofB) {
    Map<String, int[]> top = ranking.top(fraction);

    assertThat(top).containsOnlyKeys("a", "b");
    assertThat(top.get("a")).containsExactly(ofA);
    assertThat(top.get("b")).containsExactly(ofB);
  }

  private static Map<String, Tensor> layers() {
    Map<String, Tensor> scores = new LinkedHashMap<>();
    scores.put("a", Tensor.of(new int[] {3, 1, 1}, new double[] {2, -3, 4}));
    scores.put("b", Tensor.of(new int[] {3}, new double[] {2, 9, 0}));
    return scores;
  }
}
