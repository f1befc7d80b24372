package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.path.PathNode;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.PathPieces;
import org.conductance4j.attribution.path.Piece;
import org.conductance4j.engine.LayerFunction;

/** The path of one pruned network: its nodes on the shared grid and which pieces to cut next. */
final class PrunedPath {

  private static final int TERMS = 2;
  private static final int INSIDE = 1;

  /** Where units are held, the score changes by more than the remaining units account for. */
  private static final int LEFT = 2;

  private final Plan plan;
  private final SharedPath shared;
  private final LayerGradients gradients;
  private final List<LayerFunction> transforms;
  private final boolean held;
  private final PathPieces pieces;
  private final Map<Double, Integer> places = new HashMap<>();
  private List<PrunedSample> asked = List.of();

  PrunedPath(Plan plan, int[] lengths, SharedPath shared, LayerGradients gradients, double noise) {
    this.plan = plan;
    this.shared = shared;
    this.gradients = gradients;
    this.transforms = plan.split(lengths).stream().map(Plan::transform).toList();
    this.held = plan.replacement() instanceof Replacement.Held;
    this.pieces = new PathPieces(held ? TERMS + 1 : TERMS, noise, 1);
    for (int place = 0; place < shared.places(); place++) {
      places.put(shared.alpha(place), place);
    }
  }

  /** What must be measured next. */
  List<PrunedSample> wanted(double tolerance, int maximumNodes) {
    asked = new ArrayList<>();
    if (pieces.count() == 0) {
      for (int place = 0; place < shared.places(); place += SharedPath.STEPS) {
        asked.add(sample(place));
      }
    } else {
      for (Piece piece : worst(tolerance, maximumNodes)) {
        asked.add(sample((place(piece.start()) + place(piece.end())) / 2));
      }
    }
    return asked;
  }

  private PrunedSample sample(int place) {
    double alpha = shared.alpha(place);
    return new PrunedSample(
        transforms,
        place,
        gradients.wants(plan) ? gradient -> gradients.keep(plan, alpha, gradient) : gradient -> {});
  }

  private int place(PathNode node) {
    Integer place = places.get(node.alpha());
    if (place == null) {
      throw new IllegalStateException("pruned path: no place of the grid at " + node);
    }
    return place;
  }

  /** Takes what was measured into the path. */
  void absorb() {
    for (PrunedSample sample : asked) {
      pieces.add(sample.node(shared.alpha(sample.place()), held));
    }
    asked = List.of();
  }

  boolean isDone(double tolerance, int maximumNodes) {
    return error() <= tolerance || worst(tolerance, maximumNodes).isEmpty();
  }

  private List<Piece> worst(double tolerance, int maximumNodes) {
    int room = Math.max(0, maximumNodes - pieces.count());
    int limit = Math.min(room, Math.max(4, pieces.count() / 4));
    return pieces.worst(tolerance, this::isDivisible, 1, limit);
  }

  private boolean isDivisible(Piece piece) {
    return place(piece.end()) - place(piece.start()) > 1;
  }

  /** Estimated error of the sum inside, which is that of the sum outside too. */
  double error() {
    return pieces.largestError();
  }

  int nodeCount() {
    return pieces.count();
  }

  CurvePoint point(PruningPoint pruning) {
    double all = pieces.corrected(held ? LEFT : 0);
    double inside = pieces.corrected(INSIDE);
    double score = pieces.nodes().get(pieces.count() - 1).score();
    return new CurvePoint(
        pruning.ranking(),
        pruning.fraction(),
        pruning.plan().pruned(),
        score,
        inside,
        all - inside,
        all,
        error());
  }

  /** The nodes and weights that were reached. */
  PathNodes nodes() {
    return pieces.quadrature();
  }
}
