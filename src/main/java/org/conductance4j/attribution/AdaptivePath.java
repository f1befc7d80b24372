package org.conductance4j.attribution;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.conductance4j.engine.HeldMemory;
import org.conductance4j.engine.Precision;

/**
 * The adaptive rule: a forward-only scan places nodes where the score moves; the pieces between
 * them are integrated by the trapezoid rule, and those of the largest errors, of the total or of a
 * part, are cut in two until all sums are known to the tolerance.
 */
final class AdaptivePath implements AutoCloseable {

  private static final int FIRST_PIECES = 32;

  /** Standard deviations in the errors that are claimed of parts. */
  private static final double DEVIATIONS = 2;

  /**
   * Pieces that a round may cut whatever their number; not the batch, which is a matter of memory.
   */
  private static final int LEAST_CUT = 8;

  private static final double NARROWEST_SINGLE = 0x1p-18;
  private static final double NARROWEST_DOUBLE = 0x1p-40;

  private final Setting setting;
  private final PathProbe probe;
  private final ProgressListener progress;
  private final Precision precision;
  private final TreeMap<Double, Kept> kept = new TreeMap<>();
  private final TreeMap<Double, PathPoint> trace = new TreeMap<>();
  private final double[] sums;
  private final int capacity;
  private final long arrayBytes;
  private long held;
  private PathPieces pieces;
  private PathRecord.Outcome outcome = PathRecord.Outcome.NODE_LIMIT;

  /**
   * A node's arrays, or, once they are given up for want of memory, the weight with which they have
   * entered the sums.
   */
  private static final class Kept {
    private PackedArray arrays;
    private double entered;

    Kept(PackedArray arrays) {
      this.arrays = arrays;
    }
  }

  AdaptivePath(
      Setting setting, PathProbe probe, int length, long keptBytes, ProgressListener progress) {
    this.setting = setting;
    this.probe = probe;
    this.progress = progress;
    this.precision = setting.program().precision();
    this.sums = new double[length];
    this.arrayBytes = arrayBytes(precision, length);
    this.capacity = capacity(setting.batch(), keptBytes, arrayBytes);
    this.pieces = new PathPieces(probe.terms(), 0);
  }

  /** Memory of a node's arrays. */
  static long arrayBytes(Precision precision, int length) {
    return Math.max(1, length) * (long) precision.bytes();
  }

  /** Number of nodes whose arrays are kept; a round of refinement needs some. */
  static int capacity(int batch, long keptBytes, long arrayBytes) {
    return (int) Math.max(leastKept(batch), Math.min(Integer.MAX_VALUE, keptBytes / arrayBytes));
  }

  /** A round keeps the ends of the pieces that it cuts, and their middles. */
  static int leastKept(int batch) {
    return 4 * batch;
  }

  private void hold(long bytes) {
    held += bytes;
    HeldMemory.add(bytes);
  }

  @Override
  public void close() {
    hold(-held);
  }

  void run() {
    double[] scan = new double[PiecePlacement.SCAN_POINTS];
    Arrays.setAll(scan, k -> k / (scan.length - 1.0));
    double[] scores = probe.scores(scan);
    for (int k = 0; k < scan.length; k++) {
      trace.put(scan[k], new PathPoint(scan[k], scores[k], 0));
    }
    double noise = PathAttribution.noise(precision, scores);
    pieces = new PathPieces(probe.terms(), noise, DEVIATIONS);
    int first = Math.max(1, Math.min(FIRST_PIECES, setting.path().maximumNodes() - 1));
    measureFirst(PiecePlacement.ends(scan, scores, first));
    refine(setting.path().tolerance() * Math.abs(scores[scores.length - 1] - scores[0]), noise);
    PathNodes quadrature = pieces.quadrature();
    for (int k = 0; k < quadrature.count(); k++) {
      enter(quadrature.alpha(k), quadrature.weight(k));
    }
  }

  private void refine(double tolerance, double noise) {
    double start = pieces.largestBound();
    while (true) {
      double error = pieces.largestBound();
      report(start, error, tolerance);
      if (error <= tolerance) {
        outcome = PathRecord.Outcome.TOLERANCE_MET;
        return;
      }
      if (error <= noise) {
        outcome = PathRecord.Outcome.ROUNDING;
        return;
      }
      int room = setting.path().maximumNodes() - pieces.count();
      int limit = Math.min(room, Math.max(LEAST_CUT, pieces.count() / 2));
      if (limit <= 0) {
        outcome = PathRecord.Outcome.NODE_LIMIT;
        return;
      }
      int least = Math.max(LEAST_CUT, pieces.count() / 16);
      List<Piece> worst =
          pieces.worst(tolerance, piece -> piece.width() > narrowest(), least, limit);
      if (worst.isEmpty()) {
        outcome = PathRecord.Outcome.ROUNDING;
        return;
      }
      for (int from = 0; from < worst.size(); from += round()) {
        cut(worst.subList(from, Math.min(from + round(), worst.size())));
      }
    }
  }

  /** Nodes that may be measured before others are given up. */
  private int round() {
    return Math.max(setting.batch(), capacity / leastKept(1));
  }

  private void measureFirst(double... alphas) {
    for (int from = 0; from < alphas.length; from += round()) {
      double[] next = Arrays.copyOfRange(alphas, from, Math.min(from + round(), alphas.length));
      makeRoom(next.length, from == 0 ? Set.of() : Set.of(alphas[from - 1]));
      measure(next);
    }
  }

  /** Nodes whose weight is about to change are computed again where their arrays were given up. */
  private void cut(List<Piece> worst) {
    Set<Double> ends = new TreeSet<>();
    for (Piece piece : worst) {
      ends.add(piece.start().alpha());
      ends.add(piece.end().alpha());
    }
    double[] lost =
        ends.stream().filter(alpha -> !isHeld(alpha)).mapToDouble(Double::doubleValue).toArray();
    makeRoom(lost.length + worst.size(), ends);
    probe.nodes(lost, (index, score, terms, arrays) -> kept(lost[index]).arrays = packed(arrays));
    measure(worst.stream().mapToDouble(Piece::middle).toArray());
  }

  /** The error falls by a power of the nodes: its logarithm is the measure of progress. */
  private void report(double start, double error, double tolerance) {
    double whole = Math.log(start / tolerance);
    double done = whole > 0 ? Math.log(start / error) / whole : 1;
    double nodes = (double) pieces.count() / setting.path().maximumNodes();
    progress.progressed("path", Math.min(1, Math.max(Math.max(0, done), nodes)));
  }

  private double narrowest() {
    return precision == Precision.FLOAT32 ? NARROWEST_SINGLE : NARROWEST_DOUBLE;
  }

  private void measure(double[] alphas) {
    probe.nodes(
        alphas,
        (index, score, terms, arrays) -> {
          double alpha = alphas[index];
          pieces.add(new PathNode(alpha, score, terms));
          trace.put(alpha, new PathPoint(alpha, score, 0));
          kept.put(alpha, new Kept(packed(arrays)));
        });
  }

  private PackedArray packed(double[] arrays) {
    hold(arrayBytes);
    return PackedArray.of(precision, arrays, 0, arrays.length);
  }

  private Kept kept(double alpha) {
    Kept node = kept.get(alpha);
    if (node == null) {
      throw new IllegalStateException("adaptive path: no node at " + alpha);
    }
    return node;
  }

  private boolean isHeld(double alpha) {
    return kept(alpha).arrays.length() == sums.length;
  }

  private void enter(double alpha, double weight) {
    Kept node = kept(alpha);
    if (isHeld(alpha)) {
      node.arrays.addTo(weight - node.entered, sums);
      node.entered = weight;
    }
  }

  /**
   * Where memory is short, the arrays of the nodes least likely to change weight enter the sums.
   *
   * @param nodes whose arrays are about to be kept
   * @param needed nodes whose weight is about to change
   */
  private void makeRoom(int nodes, Set<Double> needed) {
    int excess = (int) (held / arrayBytes) + nodes - capacity;
    if (excess <= 0) {
      return;
    }
    PathNodes quadrature = pieces.quadrature();
    Map<Double, Double> weights = new TreeMap<>();
    for (int k = 0; k < quadrature.count(); k++) {
      weights.put(quadrature.alpha(k), quadrature.weight(k));
    }
    for (double alpha : leastMoving(needed).subList(0, excess)) {
      enter(alpha, weights.getOrDefault(alpha, 0.0));
      kept(alpha).arrays = PackedArray.of(precision, new double[0], 0, 0);
      hold(-arrayBytes);
    }
  }

  /** Nodes whose arrays are kept and not needed now, those between the best pieces first. */
  private List<Double> leastMoving(Set<Double> needed) {
    Map<Double, Double> residuals = new TreeMap<>();
    for (Piece piece : pieces.pieces()) {
      residuals.merge(piece.start().alpha(), Math.abs(piece.residual()), Math::max);
      residuals.merge(piece.end().alpha(), Math.abs(piece.residual()), Math::max);
    }
    return residuals.entrySet().stream()
        .filter(entry -> isHeld(entry.getKey()) && !needed.contains(entry.getKey()))
        .sorted(Comparator.comparingDouble(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .toList();
  }

  double[] ends() {
    List<PathNode> nodes = pieces.nodes();
    return new double[] {nodes.get(0).score(), nodes.get(nodes.size() - 1).score()};
  }

  PathPieces pieces() {
    return pieces;
  }

  double error() {
    return pieces.largestBound();
  }

  PathRecord.Outcome outcome() {
    return outcome;
  }

  double[] arrays() {
    return sums;
  }

  /** Every place where F was evaluated, nodes with their final weights. */
  List<PathPoint> trace() {
    PathNodes quadrature = pieces.quadrature();
    for (int k = 0; k < quadrature.count(); k++) {
      double weight = quadrature.weight(k);
      trace.computeIfPresent(
          quadrature.alpha(k), (alpha, point) -> new PathPoint(alpha, point.score(), weight));
    }
    return List.copyOf(trace.values());
  }
}
