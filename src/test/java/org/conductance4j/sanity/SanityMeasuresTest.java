package org.conductance4j.sanity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.junit.jupiter.api.Test;

/** Measures against values computed by hand. */
class SanityMeasuresTest {

  private static final Offset<Double> EXACT = within(1e-12);

  /** F = 2 x₁ + x₂ at (1, 1) from 0. */
  private static ResolvedQuestion sum() {
    var network = SmallNetworks.linear(new double[][] {{2, 0}, {0, 1}}, new double[] {1, 1});
    return SmallNetworks.question(SmallNetworks.program(network), "logit:0", 1, 1);
  }

  private static Tensor tensor(int[] shape, double... values) {
    return Tensor.of(shape, values);
  }

  @Test
  void curvesOfASum_haveTheirAreas() {
    try (Elements elements = Elements.ofInput(sum())) {
      InsertionDeletion curves = new InsertionDeletion(elements, 1);
      Tensor right = tensor(new int[] {2}, 2, 1);
      Tensor wrong = tensor(new int[] {2}, 1, 2);

      assertThat(curves.insertion("m", right).value()).isCloseTo(1.75, EXACT); // 0, 2, 3
      assertThat(curves.deletion("m", right).value()).isCloseTo(1.25, EXACT); // 3, 1, 0
      assertThat(curves.insertion("m", wrong).value()).isCloseTo(1.25, EXACT); // 0, 1, 3
      assertThat(curves.insertion("m", right).reference()).isBetween(1.25, 1.75);
    }
  }

  @Test
  void curvesOfNeurons_replaceTheLayersActivation() {
    ResolvedQuestion question = sum();
    ResolvedQuestion hidden = question.withLayer(question.program().layer("hidden"));
    try (Elements elements = Elements.ofLayer(hidden)) {
      InsertionDeletion curves = new InsertionDeletion(elements, 1);

      assertThat(elements.atInput()).containsExactly(2, 1);
      assertThat(curves.deletion("m", tensor(new int[] {2}, 2, 1)).value()).isCloseTo(1.25, EXACT);
    }
  }

  @Test
  void infidelity_ofTheRightMapOfASumIsZero_ofAnotherTheGapsSquared() {
    try (Elements elements = Elements.ofInput(sum())) {
      Infidelity infidelity = new Infidelity(elements, 1);
      Tensor right = tensor(new int[] {2}, 2, 1);

      assertThat(infidelity.measure("m", right, false).value()).isCloseTo(0, EXACT);
      assertThat(infidelity.measure("m", right, true).value()).isCloseTo(0, EXACT);
      assertThat(infidelity.measure("m", tensor(new int[] {2}, 1, 2), false).value())
          .isBetween(0.2, 0.8); // 1 where one of the two is in the subset
    }
    assertThat(Infidelity.gap(new double[] {1, 2}, new double[] {1, 4}, 1)).isEqualTo(2);
    assertThat(Infidelity.scale(new double[] {1, 2}, new double[] {1, 4})).isEqualTo(1.8);
  }

  @Test
  void giniIndex_isZeroOfEqualsAndOneMinusOneNthOfOneAlone() {
    assertThat(GiniIndex.of(2, -2, 2)).isCloseTo(0, EXACT);
    assertThat(GiniIndex.of(0, -5, 0, 0)).isCloseTo(0.75, EXACT);
    assertThat(GiniIndex.of(3, -1)).isCloseTo(0.25, EXACT);
    assertThat(GiniIndex.of(0, 0)).isNaN();
  }

  @Test
  void change_isAPartOfTheFirstMapsLength() {
    assertThat(SensitivityMax.change(new double[] {3, 4}, new double[] {3, 5})).isEqualTo(0.2);
    assertThat(SensitivityMax.change(new double[] {0, 0}, new double[] {3, 4})).isEqualTo(5);
  }

  @Test
  void pointing_sumsAPixelsChannels() {
    int[] first = {2, 1, 2};
    Region left = Region.box(first, 0, 1, 0, 1);
    PointingGame expected = new PointingGame(false, 0.25, 0.5);
    int[] last = {1, 2, 2};
    Region leftToo = Region.mask(last, tensor(last, 1, 1, 0, 0));

    assertThat(PointingGame.of(tensor(first, 3, -1, -2, 4), left, false)).isEqualTo(expected);
    assertThat(PointingGame.of(tensor(last, 3, -2, -1, 4), leftToo, true)).isEqualTo(expected);
    assertThat(PointingGame.of(tensor(first, 3, -1, 2, -1), left, false))
        .isEqualTo(new PointingGame(true, 1, 0.5));
  }

  @Test
  void places_areCopiedWithAllTheirChannels() {
    double[] first = {1, 2, 3, 4, 5, 6};
    double[] last = first.clone();
    double[] zero = new double[6];

    ScoredPositions.ofInput(new int[] {2, 1, 3}, false).copy(1, zero, first);
    ScoredPositions.ofInput(new int[] {1, 3, 2}, true).copy(1, zero, last);

    assertThat(first).containsExactly(1, 0, 3, 4, 0, 6);
    assertThat(last).containsExactly(1, 2, 0, 0, 5, 6);
    assertThat(ScoredPositions.ofInput(new int[] {3}, false))
        .isEqualTo(ScoredPositions.ofNeurons(3));
  }

  @Test
  void structure_isOneOfEqualPlanesWhateverTheirUnit() {
    double[] plane = new SplittableRandom(1).doubles(90).toArray();
    double[] larger = Arrays.stream(plane).map(value -> 5 * value).toArray();
    double[] other = new SplittableRandom(2).doubles(90).toArray();
    StructuralSimilarity similarity = new StructuralSimilarity(9, 10);
    // one window: means 1/2 and 1/2, variances 1/4, covariance −1/4
    double opposite = (0.5 + 1e-4) * (-0.5 + 9e-4) / ((0.5 + 1e-4) * (0.5 + 9e-4));

    assertThat(similarity.of(plane, larger)).isCloseTo(1, EXACT);
    assertThat(similarity.of(plane, other)).isBetween(-0.3, 0.3);
    assertThat(new StructuralSimilarity(1, 2).of(new double[] {0, 3}, new double[] {2, 0}))
        .isCloseTo(opposite, EXACT);
  }

  @Test
  void depths_endWithAllLayers() {
    assertThat(RandomisedWeights.depths(0)).isEmpty();
    assertThat(RandomisedWeights.depths(3)).containsExactly(1, 2, 3);
    assertThat(RandomisedWeights.depths(25)).hasSize(10).startsWith(2, 5).endsWith(25);
  }

  @Test
  void correlation_ofAMapThatIsFlatOrNotFinite_isNone() {
    double[] map = {1, 2, 3};

    assertThat(MapSimilarity.correlation(map, new double[] {9, 5, 1})).hasValue(-1);
    assertThat(MapSimilarity.correlation(map, new double[] {1, 1, 1})).isEmpty();
    assertThat(MapSimilarity.correlation(map, new double[] {1, Double.NaN, 2})).isEmpty();
  }
}
