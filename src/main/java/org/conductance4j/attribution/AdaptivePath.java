package org.conductance4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.conductance4j.engine.Precision;

/**
 * The adaptive rule: a forward-only scan places pieces where the score moves; each has its middle
 * as node; pieces of the largest completeness residuals are cut in three, which keeps the node as
 * that of the middle third, until the error estimate meets the tolerance.
 */
final class AdaptivePath {

  private static final int FIRST_PIECES = 32;
  private static final long KEPT_BYTES = 384L << 20;
  private static final double NARROWEST_SINGLE = 0x1p-18;
  private static final double NARROWEST_DOUBLE = 0x1p-40;

  private final Setting setting;
  private final PathProbe probe;
  private final ProgressListener progress;
  private final Precision precision;
  private final IdentityHashMap<Piece, Kept> kept = new IdentityHashMap<>();
  private final TreeMap<Double, PathPoint> scored = new TreeMap<>();
  private final double[] sums;
  private final int capacity;
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

  AdaptivePath(Setting setting, PathProbe probe, int length, ProgressListener progress) {
    this.setting = setting;
    this.probe = probe;
    this.progress = progress;
    this.precision = setting.program().precision();
    this.sums = new double[length];
    long bytes = Math.max(1, length) * (precision == Precision.FLOAT32 ? 4L : 8L);
    this.capacity = (int) Math.max(2L * setting.batch(), KEPT_BYTES / bytes);
    this.pieces = new PathPieces(probe.terms(), 0);
  }

  void run() {
    double[] scan = new double[PiecePlacement.SCAN_POINTS];
    Arrays.setAll(scan, k -> k / (scan.length - 1.0));
    double[] scores = score(scan);
    double noise = PathAttribution.noise(precision, scores);
    pieces = new PathPieces(probe.terms(), noise);
    int first = Math.min(FIRST_PIECES, setting.path().maximumNodes());
    double[] ends = PiecePlacement.ends(scan, scores, first);
    score(Arrays.copyOfRange(ends, 1, first));
    List<double[]> spans = new ArrayList<>();
    for (int k = 0; k < first; k++) {
      spans.add(new double[] {ends[k], ends[k + 1]});
    }
    measure(spans).forEach(this::add);
    refine(setting.path().tolerance() * Math.abs(scores[scores.length - 1] - scores[0]));
    pieces.inOrder().forEach(piece -> enter(piece, piece.width()));
  }

  private void refine(double tolerance) {
    double start = pieces.error();
    while (true) {
      double error = pieces.error();
      report(start, error, tolerance);
      if (error <= tolerance) {
        outcome = PathRecord.Outcome.TOLERANCE_MET;
        return;
      }
      int room = (setting.path().maximumNodes() - pieces.count()) / 2;
      int limit = Math.min(room, Math.max(setting.batch() / 2, pieces.count() / 4));
      if (limit == 0) {
        outcome = PathRecord.Outcome.NODE_LIMIT;
        return;
      }
      List<Piece> worst = pieces.worst(tolerance, piece -> piece.width() > narrowest(), limit);
      if (worst.isEmpty()) {
        outcome = PathRecord.Outcome.ROUNDING;
        return;
      }
      cut(worst);
      release();
    }
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

  private void cut(List<Piece> worst) {
    List<Double> ends = new ArrayList<>();
    List<double[]> spans = new ArrayList<>();
    List<double[]> again = new ArrayList<>();
    for (Piece piece : worst) {
      double first = piece.start() + piece.width() / 3;
      double second = piece.end() - piece.width() / 3;
      ends.add(first);
      ends.add(second);
      spans.add(new double[] {piece.start(), first});
      spans.add(new double[] {second, piece.end()});
      if (kept(piece).arrays.length() < sums.length) {
        again.add(new double[] {piece.start(), piece.end()});
      }
    }
    score(ends.stream().mapToDouble(Double::doubleValue).toArray());
    spans.addAll(again);
    List<Map.Entry<Piece, Kept>> measured = measure(spans);
    int recomputed = 2 * worst.size();
    for (int k = 0; k < worst.size(); k++) {
      Piece piece = worst.get(k);
      Kept node = kept(piece);
      if (node.arrays.length() < sums.length) {
        node.arrays = measured.get(recomputed++).getValue().arrays;
      }
      replace(piece, node, measured.get(2 * k), measured.get(2 * k + 1));
    }
  }

  private void replace(
      Piece piece, Kept node, Map.Entry<Piece, Kept> before, Map.Entry<Piece, Kept> after) {
    double first = before.getKey().end();
    double second = after.getKey().start();
    Piece middle =
        piece.within(first, second, before.getKey().scoreAtEnd(), after.getKey().scoreAtStart());
    pieces.replace(piece, List.of(before.getKey(), middle, after.getKey()));
    kept.remove(piece);
    kept.put(before.getKey(), before.getValue());
    kept.put(middle, node);
    kept.put(after.getKey(), after.getValue());
  }

  /** Where memory is short, the arrays of the pieces least likely to be cut enter the sums. */
  private void release() {
    List<Piece> holding =
        pieces.inOrder().stream()
            .filter(piece -> kept(piece).arrays.length() == sums.length)
            .sorted(Comparator.comparingDouble((Piece piece) -> Math.abs(piece.residual())))
            .toList();
    for (int k = 0; k < holding.size() - capacity; k++) {
      Piece piece = holding.get(k);
      enter(piece, piece.width());
      kept(piece).arrays = PackedArray.of(precision, new double[0], 0, 0);
    }
  }

  private void enter(Piece piece, double weight) {
    Kept node = kept(piece);
    if (node.arrays.length() == sums.length) {
      node.arrays.addTo(weight - node.entered, sums);
      node.entered = weight;
    }
  }

  private Kept kept(Piece piece) {
    Kept node = kept.get(piece);
    if (node == null) {
      throw new IllegalStateException("adaptive path: the piece is unknown");
    }
    return node;
  }

  private void add(Map.Entry<Piece, Kept> measured) {
    pieces.add(measured.getKey());
    kept.put(measured.getKey(), measured.getValue());
  }

  /** Scores at places, remembered for the trace. */
  private double[] score(double[] alphas) {
    double[] scores = probe.scores(alphas);
    for (int k = 0; k < alphas.length; k++) {
      scored.put(alphas[k], new PathPoint(alphas[k], scores[k], 0));
    }
    return scores;
  }

  private double scoreAt(double alpha) {
    PathPoint point = scored.get(alpha);
    if (point == null) {
      throw new IllegalStateException("adaptive path: no score at " + alpha);
    }
    return point.score();
  }

  /** Pieces with their nodes, for spans whose ends have been scored. */
  private List<Map.Entry<Piece, Kept>> measure(List<double[]> spans) {
    double[] middles = spans.stream().mapToDouble(span -> 0.5 * (span[0] + span[1])).toArray();
    List<Map.Entry<Piece, Kept>> measured = new ArrayList<>();
    probe.nodes(
        middles,
        (node, score, terms, arrays) -> {
          double start = spans.get(node)[0];
          double end = spans.get(node)[1];
          double[] scores = {scoreAt(start), score, scoreAt(end)};
          PackedArray packed = PackedArray.of(precision, arrays, 0, arrays.length);
          measured.add(Map.entry(new Piece(start, end, scores, terms), new Kept(packed)));
        });
    return measured;
  }

  double[] ends() {
    return new double[] {scoreAt(0), scoreAt(1)};
  }

  PathPieces pieces() {
    return pieces;
  }

  double error() {
    return pieces.error();
  }

  PathRecord.Outcome outcome() {
    return outcome;
  }

  double[] arrays() {
    return sums;
  }

  /** Every place where F was evaluated, nodes with their final weights. */
  List<PathPoint> trace() {
    TreeMap<Double, PathPoint> trace = new TreeMap<>(scored);
    for (Piece piece : pieces.inOrder()) {
      trace.put(piece.node(), new PathPoint(piece.node(), piece.scoreAtNode(), piece.width()));
    }
    return List.copyOf(trace.values());
  }
}
