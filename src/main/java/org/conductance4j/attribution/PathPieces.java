package org.conductance4j.attribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The pieces of a path, what is known of their errors, and which of them to refine.
 *
 * <p>The error estimate is the root of the summed squares of the pieces' residuals, since those of
 * a rough integrand behave like independent errors, or the absolute value of their plain sum where
 * that is larger, as it is for a smooth one. For a part of the total it is scaled by how much that
 * part's integral moved, beside the total's residual, where pieces have been refined.
 */
public final class PathPieces {

  private final List<Piece> pieces = new ArrayList<>();
  private final double noise;
  private double refinedResiduals;
  private final double[] refinedChanges;

  /**
   * An empty path.
   *
   * @param terms number of terms a piece has
   * @param noise how exactly F is known: residuals up to this are rounding
   */
  public PathPieces(int terms, double noise) {
    this.noise = noise;
    this.refinedChanges = new double[terms];
  }

  /**
   * Adds a piece.
   *
   * @param piece a part of the path that no other piece covers
   */
  public void add(Piece piece) {
    pieces.add(piece);
  }

  /**
   * Replaces a piece by its parts and learns from the change.
   *
   * @param piece one of the pieces
   * @param parts pieces that cover the same part of the path
   */
  public void replace(Piece piece, List<Piece> parts) {
    if (!pieces.remove(piece)) {
      throw new IllegalArgumentException("path pieces: the piece is not one of them");
    }
    pieces.addAll(parts);
    refinedResiduals += piece.residual() * piece.residual();
    for (int term = 1; term < refinedChanges.length; term++) {
      double change = -piece.corrected(term);
      for (Piece part : parts) {
        change += part.corrected(term);
      }
      refinedChanges[term] += change * change;
    }
  }

  /**
   * All pieces in order of α.
   *
   * @return a copy
   */
  public List<Piece> inOrder() {
    return pieces.stream().sorted(Comparator.comparingDouble(Piece::start)).toList();
  }

  /**
   * Number of pieces, which is the number of nodes.
   *
   * @return the count
   */
  public int count() {
    return pieces.size();
  }

  /**
   * Estimated error of the total.
   *
   * @return in units of F, never below the noise
   */
  public double error() {
    double sum = 0;
    for (Piece piece : inOrder()) {
      sum += piece.residual();
    }
    return Math.max(noise, Math.max(Math.abs(sum), Math.sqrt(squares())));
  }

  /**
   * Estimated error of a term's corrected sum.
   *
   * @param term from 1
   * @return in units of F, never below the noise
   */
  public double error(int term) {
    double scale = refinedResiduals > 0 ? Math.sqrt(refinedChanges[term] / refinedResiduals) : 1;
    return Math.max(noise, Math.max(1, scale) * Math.sqrt(squares()));
  }

  private double squares() {
    double squares = 0;
    for (Piece piece : inOrder()) {
      squares += piece.residual() * piece.residual();
    }
    return squares;
  }

  /**
   * Sum of a term's corrected integrals.
   *
   * @param term from 0
   * @return the integral over the path
   */
  public double corrected(int term) {
    double sum = 0;
    for (Piece piece : inOrder()) {
      sum += piece.corrected(term);
    }
    return sum;
  }

  /**
   * Sum of a term's plain midpoint values.
   *
   * @param term from 0
   * @return the integral over the path
   */
  public double plain(int term) {
    double sum = 0;
    for (Piece piece : inOrder()) {
      sum += piece.width() * piece.term(term);
    }
    return sum;
  }

  /**
   * The pieces to refine next: those of the largest residuals, as few as would leave at most half
   * of the tolerance if their errors vanished.
   *
   * @param tolerance error aimed at, in units of F
   * @param divisible which pieces may be cut
   * @param limit the most pieces wanted
   * @return in order of α; empty where nothing above the noise can be refined
   */
  public List<Piece> worst(double tolerance, Predicate<Piece> divisible, int limit) {
    List<Piece> candidates =
        inOrder().stream()
            .filter(piece -> Math.abs(piece.residual()) > noise && divisible.test(piece))
            .sorted(Comparator.comparingDouble((Piece piece) -> -Math.abs(piece.residual())))
            .toList();
    double left = squares();
    List<Piece> worst = new ArrayList<>();
    for (Piece piece : candidates) {
      if (worst.size() >= limit || (left <= 0.25 * tolerance * tolerance && !worst.isEmpty())) {
        break;
      }
      worst.add(piece);
      left -= piece.residual() * piece.residual();
    }
    worst.sort(Comparator.comparingDouble(Piece::start));
    return worst;
  }
}
