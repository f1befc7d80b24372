package org.conductance4j.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PathPiecesTest {

  /** F = α³ on [0, 1]: the midpoint rule yields 3/4, so that the residual is exactly 1/4. */
  @Test
  void residual_cubic_isTheExactError() {
    Piece piece = cubic(0, 1);

    assertThat(piece.residual()).isEqualTo(0.25);
    assertThat(piece.node()).isEqualTo(0.5);
    assertThat(piece.width()).isEqualTo(1);
  }

  /** Terms 2 of 3: squares 4 and 1, so that the part takes 4/5 of the residual, the rest 1/5. */
  @Test
  void corrected_part_takesItsShareOfTheResidual() {
    Piece piece = new Piece(0, 0.5, new double[] {0, 1, 2}, new double[] {3, 2, 1, 0});

    assertThat(piece.residual()).isEqualTo(0.5);
    assertThat(piece.corrected(0)).isEqualTo(2);
    assertThat(piece.corrected(1)).isCloseTo(1 + 0.4, within(1e-15));
    assertThat(piece.corrected(2)).isCloseTo(0.5 + 0.1, within(1e-15));
    assertThat(piece.corrected(1) + piece.corrected(2)).isCloseTo(2, within(1e-15));
  }

  /** Residuals 3 and −4 of a rough path: 5 by their squares; 3 and 4 of a smooth one: 7. */
  @Test
  void error_isTheLargerOfRootOfSquaresAndPlainSum() {
    assertThat(ofResiduals(3, -4).error()).isEqualTo(5);
    assertThat(ofResiduals(3, 4).error()).isEqualTo(7);
    assertThat(new PathPieces(1, 0.25).error()).isEqualTo(0.25);
  }

  @Test
  void worst_fewLargeResiduals_areThoseToRefineInOrderOfAlpha() {
    PathPieces pieces = ofResiduals(0.1, 5, 0.2, -7, 0.1);

    assertThat(starts(pieces.worst(1, piece -> true, 10))).containsExactly(1.0, 3.0);
    assertThat(starts(pieces.worst(1, piece -> true, 1))).containsExactly(3.0);
    assertThat(starts(pieces.worst(1, piece -> piece.start() < 3, 10)))
        .containsExactly(0.0, 1.0, 2.0);
    assertThat(starts(pieces.worst(100, piece -> true, 10))).containsExactly(3.0);
  }

  @Test
  void worst_residualsWithinTheNoise_areLeft() {
    PathPieces pieces = new PathPieces(1, 0.5);
    pieces.add(linear(0, 0.4));
    pieces.add(linear(1, -0.5));

    assertThat(pieces.worst(1e-6, piece -> true, 10)).isEmpty();
  }

  @Test
  void replace_cubicInThree_keepsTotalAndLearnsTheChange() {
    PathPieces pieces = new PathPieces(2, 0);
    Piece whole = cubic(0, 1);
    pieces.add(whole);
    double before = pieces.error();

    pieces.replace(whole, List.of(cubic(0, 1 / 3.0), cubic(1 / 3.0, 2 / 3.0), cubic(2 / 3.0, 1)));

    assertThat(pieces.count()).isEqualTo(3);
    assertThat(pieces.corrected(0)).isCloseTo(1, within(1e-15));
    assertThat(pieces.error()).isCloseTo(before / 9, within(1e-12));
    assertThatThrownBy(() -> pieces.replace(whole, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A part whose integral moved three times as far as the residual: its error counts threefold. */
  @Test
  void errorOfATerm_isScaledByWhatRefinementChanged() {
    PathPieces pieces = new PathPieces(2, 0);
    Piece coarse = new Piece(0, 3, new double[] {0, 0, 1}, new double[] {0, 0});
    pieces.add(coarse);
    assertThat(pieces.error(1)).isEqualTo(1);
    pieces.replace(
        coarse,
        List.of(
            new Piece(0, 1, new double[] {0, 0, 0.5}, new double[] {0, 3.5 - 0.25}),
            new Piece(1, 3, new double[] {0.5, 0, 1}, new double[] {0, 0})));

    // The corrected part was ½; it is now 3.25 + ½·½ + ½·½ = 3.75 − ¼ + … = 3.5 + ¼.
    double moved = pieces.corrected(1) - 0.5;
    assertThat(pieces.error(1)).isCloseTo(moved * Math.sqrt(0.5), within(1e-12));
  }

  private static Piece cubic(double start, double end) {
    double node = 0.5 * (start + end);
    double[] scores = {start * start * start, node * node * node, end * end * end};
    return new Piece(start, end, scores, new double[] {3 * node * node, node});
  }

  private static PathPieces ofResiduals(double... residuals) {
    PathPieces pieces = new PathPieces(1, 0);
    for (int k = 0; k < residuals.length; k++) {
      pieces.add(linear(k, residuals[k]));
    }
    return pieces;
  }

  private static Piece linear(double start, double residual) {
    return new Piece(start, start + 1, new double[] {0, 0, residual}, new double[] {0});
  }

  private static List<Double> starts(List<Piece> pieces) {
    return pieces.stream().map(Piece::start).toList();
  }
}
