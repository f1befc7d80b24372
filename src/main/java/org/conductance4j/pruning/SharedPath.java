package org.conductance4j.pruning;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathPoint;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Section;
import org.jspecify.annotations.Nullable;

/**
 * Runs the part below the layer along the path once for all prunings. Keeps the values that cross
 * at the places of a fixed grid, and their derivatives along v and along v_R. Owns native memory.
 *
 * <p>Coarse pieces of the grid can be cut in two five times, so a piece has 32 steps.
 */
final class SharedPath implements AutoCloseable {

  static final int STEPS = 32;

  private final ResolvedQuestion question;
  private final double[] alphas;
  private final List<double[]> directions;
  private final @Nullable CachedActivations.Entry[] places;
  private final long placeBytes;
  private final int capacity;
  private final long staged;
  private int held;
  private final Evaluator lower;
  private final int values;
  private Passes passes = Passes.NONE;

  SharedPath(
      ResolvedQuestion question,
      Section lower,
      List<PathPoint> trace,
      CachedActivations below,
      int coarsePieces) {
    this.question = question;
    this.alphas = new SharedGrid(trace, nodes(question, trace)).places(coarsePieces, STEPS);
    Region region = question.regions().get(0);
    double[] direction = question.direction();
    this.directions = List.of(repeated(direction), repeated(region.restrict(direction)));
    this.places = new CachedActivations.Entry[alphas.length];
    this.values = lower.targetShapes().size();
    this.placeBytes = placeBytes(question, lower);
    this.capacity =
        (int) Math.max(question.batch(), Math.min(places.length, question.store() / placeBytes));
    this.lower = lower.bind(question.batch());
    this.staged = stagedBytes(question, lower);
    HeldMemory.add(staged);
    take(below);
  }

  /** The nodes of the intact network's path, where much may be known already. */
  private static NavigableSet<Double> nodes(ResolvedQuestion question, List<PathPoint> trace) {
    NavigableSet<Double> nodes = new TreeSet<>();
    if (CachedActivations.differentiates(question.path().rule())) {
      trace.stream()
          .filter(point -> point.weight() != 0)
          .forEach(point -> nodes.add(point.alpha()));
    }
    return nodes;
  }

  private void take(CachedActivations below) {
    for (int place = 0; place < places.length; place++) {
      CachedActivations.Entry known = below.take(alphas[place]).orElse(null);
      if (known != null) {
        places[place] = known;
        hold(1);
      }
    }
    below.close();
  }

  /** Memory of what is known at a place. */
  private static long placeBytes(ResolvedQuestion question, Section lower) {
    return 3 * crossingLength(lower) * question.program().precision().bytes();
  }

  /** Memory of the arrays that go in and out of the passes of a batch. */
  static long stagedBytes(ResolvedQuestion question, Section lower) {
    long row = 3L * question.input().length() + 6 * crossingLength(lower);
    return Double.BYTES * row * question.batch();
  }

  private static long crossingLength(Section lower) {
    return lower.targetShapes().stream().mapToLong(Tensor::length).sum();
  }

  int places() {
    return alphas.length;
  }

  double alpha(int place) {
    return alphas[place];
  }

  Passes passes() {
    return passes;
  }

  /** What has been computed at a place. */
  CachedActivations.Entry at(int place) {
    CachedActivations.Entry known = places[place];
    if (known == null) {
      throw new IllegalStateException("shared path: place " + place + " was not computed");
    }
    return known;
  }

  /** How many places can be known at a time. */
  int capacity() {
    return capacity;
  }

  /**
   * Computes what is not yet known at some places, of which there are no more than can be known.
   */
  void compute(SortedSet<Integer> wanted) {
    forget(wanted);
    List<Integer> missing = wanted.stream().filter(place -> places[place] == null).toList();
    for (int from = 0; from < missing.size(); from += question.batch()) {
      measure(missing.subList(from, Math.min(from + question.batch(), missing.size())));
    }
  }

  /** Drops what is known at other places if memory is short. */
  private void forget(SortedSet<Integer> wanted) {
    long missing = wanted.stream().filter(place -> places[place] == null).count();
    for (int place = 0; place < places.length && held + missing > capacity; place++) {
      if (places[place] != null && !wanted.contains(place)) {
        places[place] = null;
        hold(-1);
      }
    }
  }

  private void hold(int more) {
    held += more;
    HeldMemory.keep(more * placeBytes);
  }

  private void measure(List<Integer> batch) {
    double[] at = new double[question.batch()];
    Arrays.setAll(at, row -> alphas[batch.get(Math.min(row, batch.size() - 1))]);
    lower.forward(question.points(at));
    double[][] crossing = new double[values][];
    for (int k = 0; k < values; k++) {
      crossing[k] = lower.target(k);
    }
    double[][] along = lower.jvp(directions.get(0));
    double[][] inside = lower.jvp(directions.get(1));
    for (int row = 0; row < batch.size(); row++) {
      places[batch.get(row)] =
          CachedActivations.Entry.of(
              question.program().precision(), question.batch(), row, crossing, along, inside);
    }
    hold(batch.size());
    passes = passes.plus(new Passes(batch.size(), 0, 2L * batch.size()));
  }

  private double[] repeated(double[] one) {
    double[] repeated = new double[question.batch() * one.length];
    for (int row = 0; row < question.batch(); row++) {
      System.arraycopy(one, 0, repeated, row * one.length, one.length);
    }
    return repeated;
  }

  @Override
  public void close() {
    lower.close();
    hold(-held);
    HeldMemory.add(-staged);
  }
}
