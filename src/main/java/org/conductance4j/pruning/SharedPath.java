package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.PackedArray;
import org.conductance4j.attribution.Passes;
import org.conductance4j.attribution.PathPoint;
import org.conductance4j.attribution.PiecePlacement;
import org.conductance4j.attribution.Region;
import org.conductance4j.attribution.Setting;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.HeldMemory;
import org.conductance4j.engine.Section;
import org.jspecify.annotations.Nullable;

/**
 * The part below the layer along the path, computed once for all prunings: the frontier's values at
 * the places of a fixed grid, and their derivatives along v and along v_R. Owns native memory.
 *
 * <p>The grid is that of coarse pieces that can be cut in two five times: a piece takes 32 steps.
 */
final class SharedPath implements AutoCloseable {

  static final int STEPS = 32;

  private static final double MOVING = 0.5;
  private static final double EVEN = 0.35;
  private static final double EARLY = 0.15;
  private static final double EARLY_SCALE = 0.03;

  private final Setting setting;
  private final double[] alphas;
  private final List<double[]> directions;
  private final @Nullable Place[] places;
  private final long placeBytes;
  private final int capacity;
  private final long staged;
  private int held;
  private final Evaluator lower;
  private final int values;
  private Passes passes = Passes.NONE;

  /**
   * What is known at a place of the grid: the frontier's values, their derivatives along v and
   * along v_R, one array for each value of the frontier. The derivatives of a place that is no node
   * are missing.
   */
  record Place(List<PackedArray> values, List<PackedArray> along, List<PackedArray> inside) {}

  SharedPath(Setting setting, Section lower, List<PathPoint> trace, int coarsePieces) {
    this.setting = setting;
    this.alphas = grid(trace, coarsePieces);
    Region region = setting.regions().get(0);
    double[] direction = setting.direction();
    this.directions = List.of(repeated(direction), repeated(region.restrict(direction)));
    this.places = new Place[alphas.length];
    this.values = lower.targetShapes().size();
    this.placeBytes = placeBytes(setting, lower);
    this.capacity =
        (int) Math.max(setting.batch(), Math.min(places.length, setting.store() / placeBytes));
    this.lower = lower.bind(setting.batch());
    this.staged = stagedBytes(setting, lower);
    HeldMemory.add(staged);
  }

  /** Memory of what is known at a place. */
  static long placeBytes(Setting setting, Section lower) {
    return 3 * frontierLength(lower) * setting.program().precision().bytes();
  }

  /** Memory of the arrays that go in and out of the passes of a batch. */
  static long stagedBytes(Setting setting, Section lower) {
    long row = 3L * setting.input().length() + 6 * frontierLength(lower);
    return Double.BYTES * row * setting.batch();
  }

  private static long frontierLength(Section lower) {
    return lower.targetShapes().stream().mapToLong(Tensor::length).sum();
  }

  /** Places in ascending order: dense where the intact network's score moves, nowhere coarse. */
  private static double[] grid(List<PathPoint> trace, int pieces) {
    double[] points = trace.stream().mapToDouble(PathPoint::alpha).toArray();
    double[] masses = new double[points.length - 1];
    double whole = 0;
    for (int k = 0; k < masses.length; k++) {
      double change = Math.abs(trace.get(k + 1).score() - trace.get(k).score());
      masses[k] = Math.sqrt(change * (points[k + 1] - points[k]));
      whole += masses[k];
    }
    for (int k = 0; k < masses.length; k++) {
      double early =
          Math.log((points[k + 1] + EARLY_SCALE) / (points[k] + EARLY_SCALE))
              / Math.log((1 + EARLY_SCALE) / EARLY_SCALE);
      double moving = whole > 0 ? masses[k] / whole : 0;
      masses[k] = MOVING * moving + EVEN * (points[k + 1] - points[k]) + EARLY * early;
    }
    double[] ends = PiecePlacement.quantiles(points, masses, pieces);
    double[] alphas = new double[pieces * STEPS + 1];
    for (int k = 0; k < alphas.length; k++) {
      int piece = Math.min(k / STEPS, pieces - 1);
      double part = (k - piece * STEPS) / (double) STEPS;
      alphas[k] = (1 - part) * ends[piece] + part * ends[piece + 1];
    }
    return alphas;
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
  Place at(int place) {
    Place known = places[place];
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
    for (int from = 0; from < missing.size(); from += setting.batch()) {
      measure(missing.subList(from, Math.min(from + setting.batch(), missing.size())));
    }
  }

  /** Gives up what is known at other places where memory is short. */
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
    HeldMemory.add(more * placeBytes);
  }

  private void measure(List<Integer> batch) {
    double[] at = new double[setting.batch()];
    Arrays.setAll(at, row -> alphas[batch.get(Math.min(row, batch.size() - 1))]);
    lower.forward(setting.points(at));
    double[][] frontier = new double[values][];
    for (int k = 0; k < values; k++) {
      frontier[k] = lower.target(k);
    }
    double[][] along = lower.jvp(directions.get(0));
    double[][] inside = lower.jvp(directions.get(1));
    for (int row = 0; row < batch.size(); row++) {
      places[batch.get(row)] =
          new Place(packed(frontier, row), packed(along, row), packed(inside, row));
    }
    hold(batch.size());
    passes = passes.plus(new Passes(batch.size(), 0, 2L * batch.size()));
  }

  private List<PackedArray> packed(double[][] rows, int row) {
    List<PackedArray> packed = new ArrayList<>();
    for (double[] values : rows) {
      int length = values.length / setting.batch();
      packed.add(PackedArray.of(setting.program().precision(), values, row * length, length));
    }
    return packed;
  }

  private double[] repeated(double[] one) {
    double[] repeated = new double[setting.batch() * one.length];
    for (int row = 0; row < setting.batch(); row++) {
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
