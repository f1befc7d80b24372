package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.conductance4j.attribution.LayerTransform;
import org.conductance4j.attribution.PathNodes;
import org.conductance4j.attribution.PathPieces;
import org.conductance4j.attribution.Piece;

/** The path of one pruned network: its pieces on the shared grid and what to refine next. */
final class PrunedPath {

  private static final int TERMS = 2;
  private static final int INSIDE = 1;

  private final SharedPath shared;
  private final LayerTransform transform;
  private final PathPieces pieces;
  private final Map<Integer, Probe> probes = new TreeMap<>();
  private final Map<Double, Integer> ends = new HashMap<>();
  private List<Piece> cutting = List.of();
  private boolean started;

  PrunedPath(Plan plan, SharedPath shared, double noise) {
    this.shared = shared;
    this.transform = plan.transform();
    this.pieces = new PathPieces(TERMS, noise);
    for (int place = 0; place < shared.places(); place += 2) {
      ends.put(shared.alpha(place), place);
    }
  }

  /** What must be measured next. */
  List<Probe> wanted(double tolerance, int maximumNodes) {
    List<Probe> wanted = new ArrayList<>();
    if (!started) {
      for (int start = 0; start < shared.places() - 1; start += SharedPath.STEPS) {
        ask(start, wanted);
        ask(start + SharedPath.STEPS / 2, wanted);
      }
      ask(shared.places() - 1, wanted);
      return wanted;
    }
    cutting = worst(tolerance, maximumNodes);
    for (Piece piece : cutting) {
      int start = place(piece.start());
      int third = (place(piece.end()) - start) / 3;
      ask(start + third / 2, wanted);
      ask(start + third, wanted);
      ask(start + 2 * third, wanted);
      ask(start + 2 * third + third / 2, wanted);
    }
    return wanted;
  }

  private void ask(int place, List<Probe> wanted) {
    if (!probes.containsKey(place)) {
      Probe probe = new Probe(transform, place);
      probes.put(place, probe);
      wanted.add(probe);
    }
  }

  private int place(double alpha) {
    Integer place = ends.get(alpha);
    if (place == null) {
      throw new IllegalStateException("pruned path: no place of the grid at " + alpha);
    }
    return place;
  }

  /** Takes what was measured into the pieces. */
  void absorb() {
    if (!started) {
      started = true;
      for (int start = 0; start < shared.places() - 1; start += SharedPath.STEPS) {
        pieces.add(piece(start, start + SharedPath.STEPS));
      }
      return;
    }
    for (Piece piece : cutting) {
      int start = place(piece.start());
      int third = (place(piece.end()) - start) / 3;
      pieces.replace(
          piece,
          List.of(
              piece(start, start + third),
              piece(start + third, start + 2 * third),
              piece(start + 2 * third, start + 3 * third)));
    }
    cutting = List.of();
  }

  private Piece piece(int start, int end) {
    Probe node = probe((start + end) / 2);
    double[] scores = {probe(start).score(), node.score(), probe(end).score()};
    return new Piece(shared.alpha(start), shared.alpha(end), scores, node.terms());
  }

  private Probe probe(int place) {
    Probe probe = probes.get(place);
    if (probe == null) {
      throw new IllegalStateException("pruned path: place " + place + " was not measured");
    }
    return probe;
  }

  boolean isDone(double tolerance, int maximumNodes) {
    return error() <= tolerance || worst(tolerance, maximumNodes).isEmpty();
  }

  private List<Piece> worst(double tolerance, int maximumNodes) {
    int room = Math.max(0, (maximumNodes - pieces.count()) / 2);
    int limit = Math.min(room, Math.max(2, pieces.count() / 4));
    double needed = tolerance * pieces.error() / error();
    return pieces.worst(needed, piece -> place(piece.end()) - place(piece.start()) > 2, limit);
  }

  /** Estimated error of the sum inside, which is that of the sum outside too. */
  double error() {
    return Math.max(pieces.error(), pieces.error(INSIDE));
  }

  int nodeCount() {
    return pieces.count();
  }

  CurvePoint point(Cut cut) {
    double all = pieces.corrected(0);
    double inside = pieces.corrected(INSIDE);
    double score = probe(shared.places() - 1).score();
    return new CurvePoint(
        cut.ranking(),
        cut.fraction(),
        cut.plan().pruned(),
        score,
        inside,
        all - inside,
        all,
        error());
  }

  /** The nodes and weights that were reached. */
  PathNodes nodes() {
    List<Piece> ordered = pieces.inOrder();
    double[] alphas = ordered.stream().mapToDouble(Piece::node).toArray();
    double[] weights = ordered.stream().mapToDouble(Piece::width).toArray();
    return PathNodes.of(alphas, weights);
  }
}
