package org.conductance4j.experiment.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.window.PicturePaths.End;

/**
 * What prunings do to held-out pictures, summed over pictures and resamples of them: for each class
 * over its own pictures, and over those of all others.
 */
final class WindowTallies {

  /** Columns of a class's own pictures: number, right, score and Σ IG before pruning. */
  static final int COUNT = 0;

  static final int RIGHT = 1;
  static final int SCORE = 2;
  static final int ALL = 3;

  /** First of the columns of Σ IG inside each window before pruning. */
  static final int INSIDE = 4;

  /** Columns of a cell: Σ IG inside its window and of everything, right, score. */
  static final int CELL = 4;

  private static final int[] NOTHING = {};

  private final WindowPruning pruning;
  private final int classes;
  private final long seed;
  private final List<PoissonBootstrap> own = new ArrayList<>();
  private final List<PoissonBootstrap> others = new ArrayList<>();
  private final Moments residuals = new Moments();
  private final Moments prunedResiduals = new Moments();

  WindowTallies(WindowPruning pruning, int classes, int resamples, long seed) {
    this.pruning = pruning;
    this.classes = classes;
    this.seed = seed;
    for (int c = 0; c < classes; c++) {
      own.add(new PoissonBootstrap(INSIDE + pruning.windows() + CELL * cells(), resamples));
      others.add(new PoissonBootstrap(2 + cells(), resamples));
    }
  }

  /** What the sums of every class and resample take, in bytes. */
  static long bytes(int classes, int windows, int fractions, int resamples) {
    long cells = (long) windows * WindowPruning.RANKINGS.size() * fractions;
    return (long) Double.BYTES
        * classes
        * (resamples + 1L)
        * (INSIDE + windows + 2 + (CELL + 1) * cells);
  }

  private int cells() {
    return pruning.windows() * WindowPruning.RANKINGS.size() * pruning.fractions();
  }

  /** Number of a window's, a kind of ranking's and a fraction's cell. */
  int cell(int window, int kind, int fraction) {
    return (window * WindowPruning.RANKINGS.size() + kind) * pruning.fractions() + fraction;
  }

  /** First column of a cell among those of own pictures. */
  int ownColumn(int cell) {
    return INSIDE + pruning.windows() + CELL * cell;
  }

  /** Column of a cell among those of others' pictures: how many are right. */
  static int othersColumn(int cell) {
    return 2 + cell;
  }

  PoissonBootstrap own(int label) {
    return own.get(label);
  }

  PoissonBootstrap others(int label) {
    return others.get(label);
  }

  /** Residuals of the completeness law without pruning, in units of F. */
  Moments residuals() {
    return residuals;
  }

  /** The same of every pruned network. */
  Moments prunedResiduals() {
    return prunedResiduals;
  }

  /** Adds some pictures, in their order, by the number of the first one in the whole set. */
  void add(LabelledBatch batch, PicturePaths paths, long first) {
    paths.run(batch);
    double[][] before = new double[batch.count()][paths.regions()];
    int[][] nothing = new int[paths.pictures()][0];
    boolean[] all = new boolean[paths.regions()];
    Arrays.fill(all, true);
    paths.integrate(nothing, before, all, new double[0][]);
    double[][][] after = new double[pruning.count()][][];
    for (int mask = 0; mask < after.length; mask++) {
      after[mask] = pruned(batch, paths, mask);
    }
    List<List<End>> ends = new ArrayList<>();
    for (int p = 0; p < batch.count(); p++) {
      ends.add(ends(p, batch.label(p)));
    }
    double[][] outputs = paths.outputs(ends.stream().flatMap(List::stream).toList());
    int each = ends.get(0).size();
    for (int p = 0; p < batch.count(); p++) {
      double[][] mine = Arrays.copyOfRange(outputs, p * each, (p + 1) * each);
      double[][] sums = new double[after.length][];
      for (int mask = 0; mask < sums.length; mask++) {
        sums[mask] = after[mask][p];
      }
      new Row(batch.label(p), p, paths, mine).tally(before[p], sums, first + p);
    }
  }

  private double[][] pruned(LabelledBatch batch, PicturePaths paths, int mask) {
    int[][] units = new int[paths.pictures()][];
    Arrays.setAll(units, p -> pruning.units(batch.label(p), mask));
    boolean[] wanted = new boolean[paths.regions()];
    Arrays.fill(wanted, pruning.window(mask) < 0);
    wanted[0] = true;
    wanted[1 + Math.max(0, pruning.window(mask))] = true;
    double[][] sums = new double[batch.count()][paths.regions()];
    paths.integrate(units, sums, wanted, new double[0][]);
    return sums;
  }

  /** Both ends without pruning, both ends of each pruning of the class, inputs of the others'. */
  private List<End> ends(int picture, int label) {
    List<End> ends = new ArrayList<>();
    ends.add(new End(picture, false, NOTHING));
    ends.add(new End(picture, true, NOTHING));
    for (int mask = 0; mask < pruning.count(); mask++) {
      ends.add(new End(picture, false, pruning.units(label, mask)));
    }
    for (int c = 0; c < classes; c++) {
      for (int mask = 0; mask < pruning.count(); mask++) {
        ends.add(new End(picture, true, pruning.units(c, mask)));
      }
    }
    return ends;
  }

  void write(DataOutputStream out) throws IOException {
    for (int c = 0; c < classes; c++) {
      own.get(c).write(out);
      others.get(c).write(out);
    }
    residuals.write(out);
    prunedResiduals.write(out);
  }

  void read(DataInputStream in) throws IOException {
    for (int c = 0; c < classes; c++) {
      own.get(c).read(in);
      others.get(c).read(in);
    }
    residuals.read(in);
    prunedResiduals.read(in);
  }

  /** One picture and what networks give for it, in the order of {@link #ends}. */
  private final class Row {

    private final int label;
    private final int picture;
    private final PicturePaths paths;
    private final double[][] outputs;

    Row(int label, int picture, PicturePaths paths, double[][] outputs) {
      this.label = label;
      this.picture = picture;
      this.paths = paths;
      this.outputs = outputs;
    }

    private double[] atInput(int ofClass, int mask) {
      return outputs[2 + pruning.count() * (1 + ofClass) + mask];
    }

    private double score(double[] output) {
      return paths.score(picture, output);
    }

    private double right(double[] output) {
      return Tensor.indexOfLargest(output) == label ? 1 : 0;
    }

    void tally(double[] before, double[][] after, long number) {
      residuals.add(before[0] - (score(outputs[1]) - score(outputs[0])));
      for (int mask = 0; mask < after.length; mask++) {
        double change = score(atInput(label, mask)) - score(outputs[2 + mask]);
        prunedResiduals.add(after[mask][0] - change);
      }
      int[] counts = PoissonBootstrap.counts(seed, number, own.get(0).resamples());
      own.get(label).add(counts, ownValues(before, after));
      for (int c = 0; c < classes; c++) {
        if (c != label) {
          others.get(c).add(counts, othersValues(c));
        }
      }
    }

    private double[] ownValues(double[] before, double[][] after) {
      double[] values = new double[ownColumn(cells())];
      values[COUNT] = 1;
      values[RIGHT] = right(outputs[1]);
      values[SCORE] = score(outputs[1]);
      values[ALL] = before[0];
      System.arraycopy(before, 1, values, INSIDE, pruning.windows());
      eachCell(
          (cell, window, masks) -> {
            int column = ownColumn(cell);
            for (int mask : masks) {
              double[] output = atInput(label, mask);
              values[column] += after[mask][1 + window] / masks.size();
              values[column + 1] += after[mask][0] / masks.size();
              values[column + 2] += right(output) / masks.size();
              values[column + 3] += score(output) / masks.size();
            }
          });
      return values;
    }

    private double[] othersValues(int ofClass) {
      double[] values = new double[othersColumn(cells())];
      values[COUNT] = 1;
      values[RIGHT] = right(outputs[1]);
      eachCell(
          (cell, window, masks) -> {
            for (int mask : masks) {
              values[othersColumn(cell)] += right(atInput(ofClass, mask)) / masks.size();
            }
          });
      return values;
    }
  }

  /** Hears of a cell. */
  @FunctionalInterface
  private interface CellVisitor {
    void visit(int cell, int window, List<Integer> masks);
  }

  private void eachCell(CellVisitor visitor) {
    for (int w = 0; w < pruning.windows(); w++) {
      for (int kind = 0; kind < WindowPruning.RANKINGS.size(); kind++) {
        for (int f = 0; f < pruning.fractions(); f++) {
          visitor.visit(cell(w, kind, f), w, pruning.masks(w, kind, f));
        }
      }
    }
  }
}
