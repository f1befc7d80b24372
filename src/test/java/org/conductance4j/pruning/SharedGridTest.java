package org.conductance4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.conductance4j.attribution.path.PathPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedGridTest {

  private static final int PIECES = 7;
  private static final int STEPS = 16;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void places_randomScoresAndNodes_ascendFromZeroToOne(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    NavigableSet<Double> nodes = new TreeSet<>();
    random.doubles(80).forEach(nodes::add);

    double[] places = new SharedGrid(trace(random), nodes).places(PIECES, STEPS);

    assertThat(places).hasSize(PIECES * STEPS + 1);
    assertThat(places[0]).isEqualTo(0);
    assertThat(places[PIECES * STEPS]).isEqualTo(1);
    for (int k = 1; k < places.length; k++) {
      assertThat(places[k]).isGreaterThan(places[k - 1]);
    }
  }

  @Test
  void places_manyNodes_coarsePlacesAreNodes() {
    NavigableSet<Double> nodes = new TreeSet<>();
    for (int k = 0; k < 200; k++) {
      nodes.add((k + 0.5) / 200);
    }

    double[] places = new SharedGrid(trace(new SplittableRandom(6)), nodes).places(PIECES, STEPS);

    for (int piece = 1; piece < PIECES; piece++) {
      assertThat(nodes).contains(places[piece * STEPS]);
    }
  }

  @Test
  void places_noNodes_piecesAreCutInTheMiddle() {
    List<PathPoint> trace = trace(new SplittableRandom(7));

    double[] places = new SharedGrid(trace, new TreeSet<>()).places(PIECES, STEPS);

    for (int piece = 0; piece < PIECES; piece++) {
      double middle = 0.5 * (places[piece * STEPS] + places[(piece + 1) * STEPS]);
      assertThat(places[piece * STEPS + STEPS / 2]).isCloseTo(middle, within(1e-15));
    }
  }

  private static List<PathPoint> trace(SplittableRandom random) {
    List<PathPoint> trace = new ArrayList<>();
    for (int k = 0; k <= 50; k++) {
      trace.add(new PathPoint(k / 50.0, random.nextDouble(), 0));
    }
    return trace;
  }
}
