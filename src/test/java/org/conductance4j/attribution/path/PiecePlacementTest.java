package org.conductance4j.attribution.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PiecePlacementTest {

  @Test
  void ends_constantScore_areUniform() {
    double[] ends = PiecePlacement.ends(scan(), new double[33], 8);

    for (int k = 0; k <= 8; k++) {
      assertThat(ends[k]).isCloseTo(k / 8.0, within(1e-12));
    }
  }

  /**
   * A jump in scan interval 4 of 32: its density is 1 + .02, that of each other interval .02, so
   * that it holds 1.02 / 1.64 of the pieces.
   */
  @Test
  void ends_jumpInOneInterval_isWhereThePiecesAre() {
    double[] scores = new double[33];
    Arrays.fill(scores, 5, 33, 1);

    double[] ends = PiecePlacement.ends(scan(), scores, 164);

    long within =
        Arrays.stream(ends).filter(end -> end > 4 / 32.0 + 1e-9 && end < 5 / 32.0 - 1e-9).count();
    assertThat(within).isBetween(100L, 103L);
    assertThat(ends[0]).isEqualTo(0);
    assertThat(ends[164]).isEqualTo(1);
    for (int k = 0; k < 164; k++) {
      assertThat(ends[k + 1]).isGreaterThan(ends[k]);
    }
  }

  @Test
  void quantiles_linearMasses_splitThemEvenly() {
    double[] ends = PiecePlacement.quantiles(new double[] {0, 0.5, 1}, new double[] {1, 3}, 4);

    assertThat(ends).containsExactly(0, 0.5, 0.5 + 0.5 / 3, 0.5 + 1.0 / 3, 1);
  }

  private static double[] scan() {
    double[] scan = new double[33];
    Arrays.setAll(scan, k -> k / 32.0);
    return scan;
  }
}
