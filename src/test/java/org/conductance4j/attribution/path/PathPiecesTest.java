package org.conductance4j.attribution.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PathPiecesTest {

  /** F = α³ on [0, 1]: the trapezoid rule yields 3/2, so that the residual is exactly −1/2. */
  @Test
  void residual_cubic_isTheExactError() {
    Piece piece = new Piece(cubic(0), cubic(1));

    assertThat(piece.plain(0)).isEqualTo(1.5);
    assertThat(piece.residual()).isEqualTo(-0.5);
    assertThat(piece.middle()).isEqualTo(0.5);
    assertThat(piece.width()).isEqualTo(1);
  }

  /**
   * Smooth parts of a smooth total: F = α⁴/4 + α³/3, its derivative's parts α³ and α². The bend of
   * α² is exactly 2, so that its predicted error is exact and nothing of it is left.
   */
  @Test
  void corrected_smoothPart_isExactWhereItsBendIs() {
    PathPieces pieces = new PathPieces(3, 0, 1);
    for (double alpha : new double[] {0, 0.2, 0.5, 0.9, 1}) {
      double square = alpha * alpha;
      double cube = square * alpha;
      pieces.add(new PathNode(alpha, square * square / 4 + cube / 3, cube + square, square, cube));
    }

    assertThat(pieces.corrected(0)).isCloseTo(1 / 4.0 + 1 / 3.0, within(1e-15));
    assertThat(pieces.plain(1)).isGreaterThan(1 / 3.0 + 0.01);
    assertThat(pieces.corrected(1)).isCloseTo(1 / 3.0, within(3e-3));
    assertThat(pieces.corrected(1) + pieces.corrected(2))
        .isCloseTo(pieces.corrected(0), within(1e-15));
    assertThat(Math.abs(pieces.corrected(1) - 1 / 3.0)).isLessThan(pieces.error(1));
  }

  /** The rest of the total is constant: it has no error, and the part takes the whole residual. */
  @Test
  void corrected_restThatIsSmooth_leavesTheResidualToThePart() {
    PathPieces pieces = new PathPieces(2, 0, 1);
    double[] part = {0, 3, -1, 4, 1};
    for (int k = 0; k < part.length; k++) {
      pieces.add(new PathNode(k, 2.5 * k * k, part[k] + 7, part[k]));
    }

    assertThat(pieces.corrected(1)).isCloseTo(2.5 * 16 - 7 * 4, within(1e-12));
  }

  /** Residuals 3 and −4 of a rough path: 5 by their squares; 3 and 4 of a smooth one: 7. */
  @Test
  void error_isTheLargerOfRootOfSquaresAndPlainSum() {
    assertThat(ofResiduals(3, -4).error()).isEqualTo(5);
    assertThat(ofResiduals(3, 4).error()).isEqualTo(7);
    assertThat(new PathPieces(1, 0.25, 1).error()).isEqualTo(0.25);
  }

  @Test
  void worst_fewLargeResiduals_areThoseToCutInOrderOfAlpha() {
    PathPieces pieces = ofResiduals(0.1, 5, 0.2, -7, 0.1);

    assertThat(starts(pieces.worst(1, piece -> true, 1, 10))).containsExactly(1.0, 3.0);
    assertThat(starts(pieces.worst(1, piece -> true, 1, 1))).containsExactly(3.0);
    assertThat(starts(pieces.worst(1, piece -> piece.start().alpha() < 3, 1, 10)))
        .containsExactly(0.0, 1.0, 2.0);
    assertThat(starts(pieces.worst(100, piece -> true, 1, 10))).containsExactly(3.0);
  }

  @Test
  void worst_residualsWithinTheNoise_areLeft() {
    PathPieces pieces = new PathPieces(1, 0.5, 1);
    pieces.add(new PathNode(0, 0, 0));
    pieces.add(new PathNode(1, 0.4, 0));
    pieces.add(new PathNode(2, -0.1, 0));

    assertThat(pieces.worst(1e-6, piece -> true, 1, 10)).isEmpty();
  }

  /** The error of the trapezoid rule falls by 4 where a smooth piece is cut in two. */
  @Test
  void add_nodeInTheMiddle_cutsThePiece() {
    PathPieces pieces = new PathPieces(2, 0, 1);
    pieces.add(cubic(0));
    pieces.add(cubic(1));
    double before = pieces.error();

    pieces.add(cubic(0.5));

    assertThat(pieces.count()).isEqualTo(3);
    assertThat(pieces.pieces()).hasSize(2);
    assertThat(pieces.corrected(0)).isEqualTo(1);
    // F = α³: residuals −(b − a)³/2 sum to a quarter
    assertThat(pieces.error()).isCloseTo(before / 4, within(1e-15));
    assertThatThrownBy(() -> pieces.add(cubic(0.5))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quadrature_unevenNodes_weighHalfOfThePiecesBesideThem() {
    PathPieces pieces = new PathPieces(2, 0, 1);
    for (double alpha : new double[] {1, 0, 0.25}) {
      pieces.add(cubic(alpha));
    }

    PathNodes quadrature = pieces.quadrature();

    assertThat(quadrature.alphas()).containsExactly(0, 0.25, 1);
    assertThat(quadrature.weights()).containsExactly(new double[] {.125, .5, .375}, offset(1e-15));
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += quadrature.weight(k) * pieces.nodes().get(k).term(0);
    }
    assertThat(pieces.plain(0)).isCloseTo(sum, within(1e-15));
  }

  /**
   * A part that swings while the total stays: the total's residuals are 0, the part's error not.
   */
  @Test
  void errorOfATerm_partThatSwingsWithinAFlatTotal_isSeen() {
    PathPieces pieces = new PathPieces(2, 0, 1);
    for (int k = 0; k <= 8; k++) {
      pieces.add(new PathNode(k / 8.0, 0, 0, k % 2));
    }

    assertThat(pieces.error()).isEqualTo(0);
    assertThat(pieces.error(1)).isGreaterThan(0.05);
    assertThat(pieces.largestError()).isEqualTo(pieces.error(1));
    assertThat(pieces.worst(1e-3, piece -> true, 1, 10)).hasSize(8);
  }

  private static PathNode cubic(double alpha) {
    return new PathNode(alpha, alpha * alpha * alpha, 3 * alpha * alpha, alpha);
  }

  private static PathPieces ofResiduals(double... residuals) {
    PathPieces pieces = new PathPieces(1, 0, 1);
    double score = 0;
    pieces.add(new PathNode(0, 0, 0));
    for (int k = 0; k < residuals.length; k++) {
      score += residuals[k];
      pieces.add(new PathNode(k + 1, score, 0));
    }
    return pieces;
  }

  private static List<Double> starts(List<Piece> pieces) {
    return pieces.stream().map(piece -> piece.start().alpha()).toList();
  }
}
