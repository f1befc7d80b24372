package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The nodes of a path, the pieces between them, what is known of their errors, and which of them to
 * cut.
 *
 * <p>Of the total, the error of each piece is known: its residual. The estimate of the total's
 * error is their root of summed squares, as for independent errors of a rough integrand, or the
 * absolute value of their sum where that is larger, as for a smooth one. Of a part of the total,
 * such as a region's share, the error is estimated from the integrand's deviation from a straight
 * line between neighbouring nodes. The estimate is scaled by the factor that the same estimate of
 * the total misses its residuals by: 1 for a random walk, 0.4 for a smooth integrand, more for
 * jumps.
 *
 * <p>A part's sum is corrected on each piece by the predicted error, and by its share of the
 * remaining residual: the share of the part's deviations there in the total's.
 */
public final class PathPieces {

  private static final double LEAST_FACTOR = 0.4;
  private static final double LARGEST_FACTOR = 4;
  private static final double LARGEST_SHARE = 8.5;
  private static final double STRAIGHT = 1e-9;

  private final TreeMap<Double, PathNode> nodes = new TreeMap<>();
  private final int terms;
  private final double noise;
  private final double deviations;

  /**
   * A path without nodes.
   *
   * @param terms number of terms a node has
   * @param noise how exactly F is known: residuals up to this are rounding
   * @param deviations number of standard deviations in the errors of parts
   */
  public PathPieces(int terms, double noise, double deviations) {
    this.terms = terms;
    this.noise = noise;
    this.deviations = deviations;
  }

  /**
   * Adds a node; between two others it cuts their piece.
   *
   * @param node at a place where there is none yet
   */
  public void add(PathNode node) {
    if (nodes.put(node.alpha(), node) != null) {
      throw new IllegalArgumentException("path pieces: there is a node at " + node.alpha());
    }
  }

  /** {@return all nodes in order of α} */
  public List<PathNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /** {@return number of nodes} */
  public int count() {
    return nodes.size();
  }

  /** Number of terms a node has. */
  int terms() {
    return terms;
  }

  /** {@return the pieces between the nodes, in order of α} */
  List<Piece> pieces() {
    List<PathNode> ordered = nodes();
    return IntStream.range(1, ordered.size())
        .mapToObj(k -> new Piece(ordered.get(k - 1), ordered.get(k)))
        .toList();
  }

  /** {@return nodes and weights in order of α: every node weighs half of the pieces beside it} */
  public PathNodes quadrature() {
    return trapezoids(nodes.keySet().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The same with every second node left out, and both ends kept. */
  PathNodes everySecond() {
    double[] all = nodes.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    return trapezoids(
        IntStream.range(0, all.length)
            .filter(k -> k % 2 == 0 || k == all.length - 1)
            .mapToDouble(k -> all[k])
            .toArray());
  }

  private static PathNodes trapezoids(double[] alphas) {
    double[] weights = new double[alphas.length];
    for (int k = 0; k < alphas.length - 1; k++) {
      double half = 0.5 * (alphas[k + 1] - alphas[k]);
      weights[k] += half;
      weights[k + 1] += half;
    }
    return PathNodes.of(alphas, weights);
  }

  double plain(int term) {
    return pieces().stream().mapToDouble(piece -> piece.plain(term)).sum();
  }

  /**
   * {@return the sum of a term's corrected integrals; for the total the change of F}
   *
   * @param term from 0
   */
  public double corrected(int term) {
    return plain(term) + correction(term);
  }

  /** Estimated error of a term's plain integrals, signed. */
  private double correction(int term) {
    List<Piece> pieces = pieces();
    TrapezoidError total = errors(0);
    TrapezoidError own = errors(term);
    double sum = 0;
    for (int k = 0; k < pieces.size(); k++) {
      double left = pieces.get(k).residual() - total.predicted(k);
      sum += own.predicted(k) + own.share(k, total, LARGEST_SHARE) * left;
    }
    return sum;
  }

  /**
   * {@return the estimated error of the total's plain sum, in units of F, never below the noise}
   */
  double error() {
    double sum = 0;
    double squares = 0;
    for (Piece piece : pieces()) {
      sum += piece.residual();
      squares += piece.residual() * piece.residual();
    }
    return Math.max(noise, Math.max(Math.abs(sum), Math.sqrt(squares)));
  }

  /** The same of a term's corrected sum, and of that of the rest of the total. */
  double error(int term) {
    double squares = 0;
    for (double size : sizes(term)) {
      squares += size * size;
    }
    return Math.max(noise, Math.sqrt(squares));
  }

  /**
   * {@return the largest estimated error of the total and of every part, in units of F, never below
   * the noise}
   */
  public double largestError() {
    return largest(this::error);
  }

  /**
   * {@return the error within which a term's plain sum, its corrected sum and the same two of the
   * rest of the total lie, in units of F, never below the noise}
   *
   * @param term from 1
   */
  public double bound(int term) {
    double correction = correction(term);
    double rest = correction(0) - correction;
    return Math.max(Math.abs(correction), Math.abs(rest)) + error(term);
  }

  /**
   * {@return the error within which all plain and corrected sums lie, in units of F, never below
   * the noise}
   */
  double largestBound() {
    return largest(this::bound);
  }

  private double largest(IntToDoubleFunction ofPart) {
    return Math.max(error(), IntStream.range(1, terms).mapToDouble(ofPart).max().orElse(0));
  }

  private TrapezoidError errors(int term) {
    return new TrapezoidError(nodes(), node -> node.term(term));
  }

  private TrapezoidError restErrors(int term) {
    return new TrapezoidError(nodes(), node -> node.term(0) - node.term(term));
  }

  /**
   * Error sizes of a term or of the rest of the total, whichever are larger, by piece; zeros where
   * one of them is straight throughout, so that the other's error is the total's, which is known.
   */
  private double[] sizes(int term) {
    TrapezoidError own = errors(term);
    TrapezoidError rest = restErrors(term);
    double[] sizes = new double[Math.max(0, count() - 1)];
    double smaller = Math.min(own.norm(), rest.norm());
    if (smaller <= STRAIGHT * Math.max(own.norm(), rest.norm())) {
      return sizes;
    }
    double factor = deviations * factor();
    for (int k = 0; k < sizes.length; k++) {
      sizes[k] = factor * Math.max(own.size(k), rest.size(k));
    }
    return sizes;
  }

  /** By how much the total's error sizes fall short of what its residuals are. */
  private double factor() {
    List<Piece> pieces = pieces();
    TrapezoidError total = errors(0);
    double found = 0;
    double suggested = 0;
    for (int k = 0; k < pieces.size(); k++) {
      double left = pieces.get(k).residual() - total.predicted(k);
      found += left * left;
      suggested += total.size(k) * total.size(k);
    }
    double factor = suggested > 0 ? Math.sqrt(found / suggested) : LARGEST_FACTOR;
    return Math.min(LARGEST_FACTOR, Math.max(LEAST_FACTOR, factor));
  }

  /**
   * {@return the pieces to cut next, in order of α; empty where nothing above the noise can be cut}
   *
   * <p>They are those of the largest errors, of the total or of a part, as few as would leave at
   * most half of the tolerance if their errors vanished.
   *
   * @param tolerance error aimed at, in units of F
   * @param divisible which pieces may be cut
   * @param least number of pieces wanted where there are so many above the noise
   * @param limit the most pieces wanted
   */
  public List<Piece> worst(double tolerance, Predicate<Piece> divisible, int least, int limit) {
    List<Piece> pieces = pieces();
    double[] errors = pieceErrors(pieces);
    double left = 0;
    for (double error : errors) {
      left += error * error;
    }
    List<Integer> candidates =
        IntStream.range(0, errors.length)
            .filter(k -> errors[k] > noise && divisible.test(pieces.get(k)))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> -errors[k]))
            .toList();
    List<Piece> worst = new ArrayList<>();
    for (int k : candidates) {
      boolean enough = left <= 0.25 * tolerance * tolerance && worst.size() >= least;
      if (worst.size() >= limit || enough) {
        break;
      }
      worst.add(pieces.get(k));
      left -= errors[k] * errors[k];
    }
    worst.sort(Comparator.comparingDouble(Piece::middle));
    return worst;
  }

  /** The error of each piece, of the total or of the part whose is the largest. */
  private double[] pieceErrors(List<Piece> pieces) {
    double[] errors = new double[pieces.size()];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = Math.abs(pieces.get(k).residual());
    }
    for (int term = 1; term < terms; term++) {
      double[] sizes = sizes(term);
      for (int k = 0; k < errors.length; k++) {
        errors[k] = Math.max(errors[k], sizes[k]);
      }
    }
    return errors;
  }
}
