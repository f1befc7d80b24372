package org.conductance4j.attribution.path;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The adaptive rule on one path: a forward-only scan places nodes where the score moves; the pieces
 * between them are integrated by the trapezoid rule, and those of the largest errors, of the total
 * or of a part, are cut in two until all sums are known to the tolerance, or until a budget is
 * spent. It asks for places and is given what is found there, so that several paths share batches.
 */
public final class AdaptivePath implements AutoCloseable {

  private static final int FIRST_PIECES = 32;

  /** Standard deviations in the errors that are claimed of parts. */
  private static final double DEVIATIONS = 2;

  /**
   * Pieces that a round may cut whatever their number; not the batch, which is a matter of memory.
   */
  private static final int LEAST_CUT = 8;

  /** Pieces that are cut beyond the tolerance where they hold nearly all that is left. */
  private static final int FEW = 2;

  /** Twice the part of the error that may lie elsewhere. */
  private static final double ALL_BUT = 0.2;

  /** Nodes that may be taken beyond the tolerance. */
  private static final int BEYOND = 32;

  private static final double NARROWEST_SINGLE = 0x1p-18;
  private static final double NARROWEST_DOUBLE = 0x1p-40;

  private final ResolvedQuestion question;
  private final PathProbe probe;
  private final ProgressListener progress;
  private final Precision precision;
  private final TreeMap<Double, Kept> kept = new TreeMap<>();
  private final TreeMap<Double, PathPoint> trace = new TreeMap<>();
  private final ArrayDeque<double[]> firsts = new ArrayDeque<>();
  private final ArrayDeque<List<Piece>> cuts = new ArrayDeque<>();
  private final double[] sums;
  private final int capacity;
  private final long arrayBytes;
  private final long budget;
  private long spent;
  private long held;
  private double noise;
  private double tolerance;
  private double start;
  private int enough;
  private PathPieces pieces;
  private PathRecord.@Nullable Outcome outcome;

  /**
   * A node's arrays, or, once they are dropped for want of memory, the weight with which they have
   * entered the sums.
   */
  private static final class Kept {
    private PackedArray arrays;
    private double entered;

    Kept(PackedArray arrays) {
      this.arrays = arrays;
    }
  }

  /**
   * A path about which nothing is known yet.
   *
   * @param budget the most passes
   */
  AdaptivePath(
      ResolvedQuestion question,
      PathProbe probe,
      ArrayLayout layout,
      long keptBytes,
      long budget,
      ProgressListener progress) {
    this.question = question;
    this.probe = probe;
    this.progress = progress;
    this.precision = question.program().precision();
    this.sums = new double[layout.length()];
    this.arrayBytes = arrayBytes(precision, layout.length());
    this.capacity = capacity(question.batch(), keptBytes, arrayBytes);
    this.pieces = new PathPieces(probe.terms(), 0, DEVIATIONS);
    this.budget = budget;
  }

  /**
   * {@return bytes of a node's arrays}
   *
   * @param precision of the program
   * @param length of the arrays together
   */
  public static long arrayBytes(Precision precision, int length) {
    return Math.max(1, length) * (long) precision.bytes();
  }

  /** Number of nodes whose arrays are kept; a round of refinement needs some. */
  static int capacity(int batch, long keptBytes, long arrayBytes) {
    return (int) Math.max(leastKept(batch), Math.min(Integer.MAX_VALUE, keptBytes / arrayBytes));
  }

  /**
   * {@return number of nodes that are kept at least: the ends and middles of the pieces of a round}
   *
   * @param batch number of rows that go through the network together
   */
  public static int leastKept(int batch) {
    return 4 * batch;
  }

  private void hold(long bytes) {
    held += bytes;
    HeldMemory.keep(bytes);
  }

  @Override
  public void close() {
    hold(-held);
  }

  /** Where F is evaluated first. */
  double[] scan() {
    long points = Math.min(PiecePlacement.SCAN_POINTS, budget - 2 * probe.cost());
    if (points < 2) {
      throw InvalidInputException.of(
          "passes",
          "must be at least " + (2 + 2 * probe.cost()) + " for each straight part of the path",
          budget,
          "a few hundred are common");
    }
    double[] scan = new double[(int) points];
    Arrays.setAll(scan, k -> k / (scan.length - 1.0));
    return scan;
  }

  /** Takes F at the places of the scan. */
  void scanned(double[] scores) {
    double[] scan = scan();
    for (int k = 0; k < scan.length; k++) {
      trace.put(scan[k], new PathPoint(scan[k], scores[k], 0));
    }
    spent = scan.length;
    noise = PathAttribution.noise(precision, scores);
    pieces = new PathPieces(probe.terms(), noise, DEVIATIONS);
    int first = (int) Math.max(1, Math.min(FIRST_PIECES, room() - 1));
    double[] ends = PiecePlacement.ends(scan, scores, first);
    for (int from = 0; from < ends.length; from += round()) {
      firsts.add(Arrays.copyOfRange(ends, from, Math.min(from + round(), ends.length)));
    }
  }

  /** Change of F along this path, once it is scanned. */
  double change() {
    return trace.lastEntry().getValue().score() - trace.firstEntry().getValue().score();
  }

  /** Sets the error, in units of F, at which this path is done. */
  void aim(double error) {
    tolerance = error;
  }

  /** Nodes that may still be taken. */
  private long room() {
    long affordable = (budget - spent) / probe.cost();
    return Math.min(question.path().maximumNodes() - pieces.count(), affordable);
  }

  /** The places to evaluate next; none when the path is done. */
  double[] next() {
    double[] first = firsts.poll();
    if (first != null) {
      makeRoom(first.length, pieces.count() == 0 ? Set.of() : Set.of(lastNode()));
      return first;
    }
    if (cuts.isEmpty() && outcome == null) {
      outcome = plan();
    }
    List<Piece> worst = cuts.poll();
    return worst == null ? new double[0] : cut(worst);
  }

  private double lastNode() {
    return pieces.nodes().get(pieces.count() - 1).alpha();
  }

  /** Takes what was found at a place. */
  void take(double alpha, double score, double[] terms, double[] arrays) {
    spent += probe.cost();
    Kept again = kept.get(alpha);
    if (again != null) {
      again.arrays = packed(arrays);
      return;
    }
    pieces.add(new PathNode(alpha, score, terms));
    trace.put(alpha, new PathPoint(alpha, score, 0));
    kept.put(alpha, new Kept(packed(arrays)));
  }

  /** Chooses the pieces to cut, or says why there are none. */
  private PathRecord.@Nullable Outcome plan() {
    double error = pieces.largestBound();
    start = start == 0 ? error : start;
    boolean bounded = budget < Long.MAX_VALUE;
    report(error);
    if (error <= tolerance && !bounded) {
      List<Piece> last = lastFew(error);
      last.forEach(piece -> cuts.add(List.of(piece)));
      return last.isEmpty() ? PathRecord.Outcome.TOLERANCE_MET : null;
    }
    if (error <= noise) {
      return PathRecord.Outcome.ROUNDING;
    }
    long room = room();
    if (room <= 0) {
      return (budget - spent) / probe.cost() <= 0
          ? PathRecord.Outcome.BUDGET_SPENT
          : PathRecord.Outcome.NODE_LIMIT;
    }
    int limit = (int) Math.min(room, Math.max(LEAST_CUT, pieces.count() / 2));
    int least = Math.max(LEAST_CUT, pieces.count() / 16);
    double goal = bounded ? error / 2 : tolerance;
    List<Piece> worst = pieces.worst(goal, piece -> piece.width() > narrowest(), least, limit);
    for (int from = 0; from < worst.size(); from += round()) {
      cuts.add(worst.subList(from, Math.min(from + round(), worst.size())));
    }
    return worst.isEmpty() ? PathRecord.Outcome.ROUNDING : null;
  }

  /**
   * One or two pieces that hold nearly all of the error that is left, such as those of the only
   * kinks: cutting them costs next to nothing and gains digits. Empty where the error is spread.
   */
  private List<Piece> lastFew(double error) {
    enough = enough == 0 ? pieces.count() : enough;
    long most = Math.min(enough + BEYOND, room() + pieces.count());
    if (error <= noise || pieces.count() + FEW > most) {
      return List.of();
    }
    List<Piece> few =
        pieces.worst(ALL_BUT * error, piece -> piece.width() > narrowest(), 1, FEW + 1);
    return few.size() <= FEW ? few : List.of();
  }

  /** Nodes that may be measured before others are dropped. */
  private int round() {
    return Math.max(question.batch(), capacity / leastKept(1));
  }

  /** Nodes whose weight is about to change are recomputed if their arrays were dropped. */
  private double[] cut(List<Piece> worst) {
    Set<Double> ends = new TreeSet<>();
    for (Piece piece : worst) {
      ends.add(piece.start().alpha());
      ends.add(piece.end().alpha());
    }
    List<Double> wanted = new ArrayList<>(ends.stream().filter(alpha -> !isHeld(alpha)).toList());
    makeRoom(wanted.size() + worst.size(), ends);
    worst.forEach(piece -> wanted.add(piece.middle()));
    return wanted.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Adds everything up, when the path is done. */
  void finish() {
    PathNodes quadrature = pieces.quadrature();
    for (int k = 0; k < quadrature.count(); k++) {
      enter(quadrature.alpha(k), quadrature.weight(k));
    }
  }

  /** The sums by every second node alone; empty if some arrays were dropped. */
  Optional<double[]> coarseArrays() {
    PathNodes coarse = pieces.everySecond();
    double[] arrays = new double[sums.length];
    for (int k = 0; k < coarse.count(); k++) {
      double alpha = coarse.alpha(k);
      if (!isHeld(alpha)) {
        return Optional.empty();
      }
      kept(alpha).arrays.addTo(coarse.weight(k), arrays);
    }
    return Optional.of(arrays);
  }

  /** The error falls by a power of the nodes: its logarithm is the measure of progress. */
  private void report(double error) {
    double whole = Math.log(start / tolerance);
    double done = whole > 0 ? Math.log(start / error) / whole : 1;
    double nodes = (double) pieces.count() / question.path().maximumNodes();
    double passes = (double) spent / budget;
    double most = Math.max(Math.max(nodes, passes), budget < Long.MAX_VALUE ? 0 : done);
    progress.progressed("path", error <= tolerance ? 1 : Math.min(1, most));
  }

  private double narrowest() {
    return precision == Precision.FLOAT32 ? NARROWEST_SINGLE : NARROWEST_DOUBLE;
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

  /** Where memory is short, arrays of nodes least likely to change weight enter the sums. */
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

  /**
   * For each element the error that is certain not to be exceeded if it runs straight up or down
   * between neighbouring nodes: Σ ½ (b − a) |g(b) − g(a)|; empty if some arrays were dropped.
   */
  Optional<double[]> bounds() {
    double[] bounds = new double[sums.length];
    for (Piece piece : pieces.pieces()) {
      double from = piece.start().alpha();
      double to = piece.end().alpha();
      if (!isHeld(from) || !isHeld(to)) {
        return Optional.empty();
      }
      kept(from).arrays.addDistances(kept(to).arrays, 0.5 * piece.width(), bounds);
    }
    return Optional.of(bounds);
  }

  double[] ends() {
    List<PathNode> nodes = pieces.nodes();
    return new double[] {nodes.get(0).score(), nodes.get(nodes.size() - 1).score()};
  }

  PathPieces pieces() {
    return pieces;
  }

  PathRecord.Outcome outcome() {
    return outcome == null ? PathRecord.Outcome.NODE_LIMIT : outcome;
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
