package org.conductance4j.experiment.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.conductance4j.experiment.window.WindowMetrics.Interval;
import org.jspecify.annotations.Nullable;

/** Means, losses and their intervals from a study's sums and resamples. */
final class WindowStatistics {

  /** Of all IG: what a window must hold at least, so that a loss in it can be told. */
  private static final double LEAST_SHARE = 0.01;

  private final WindowTallies tallies;
  private final int[] classes;
  private final double confidence;

  /** Statistics over the pictures of some classes. */
  WindowStatistics(WindowTallies tallies, int[] classes, double confidence) {
    this.tallies = tallies;
    this.classes = classes.clone();
    this.confidence = confidence;
  }

  private double sum(int b, int column) {
    double sum = 0;
    for (int c : classes) {
      sum += tallies.own(c).sum(b, column);
    }
    return sum;
  }

  private double othersSum(int b, int column) {
    double sum = 0;
    for (int c : classes) {
      sum += tallies.others(c).sum(b, column);
    }
    return sum;
  }

  /** A number of the sample (b = 0) and of each resample, with its percentile interval. */
  Interval interval(IntToDoubleFunction statistic) {
    int resamples = tallies.own(0).resamples();
    double[] values = new double[resamples];
    Arrays.setAll(values, b -> statistic.applyAsDouble(b + 1));
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    double value = statistic.applyAsDouble(0);
    if (sorted.length == 0) {
      return new Interval(value, value, value);
    }
    double tail = (1 - confidence) / 2;
    return new Interval(value, quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Mean of a column over own pictures. */
  Interval mean(int column) {
    return interval(b -> sum(b, column) / sum(b, WindowTallies.COUNT));
  }

  Interval inside(int cell) {
    return mean(tallies.ownColumn(cell));
  }

  Interval accuracy(int cell) {
    return mean(tallies.ownColumn(cell) + 2);
  }

  Interval score(int cell) {
    return mean(tallies.ownColumn(cell) + 3);
  }

  Interval accuracyOthers(int cell) {
    return interval(
        b -> othersSum(b, WindowTallies.othersColumn(cell)) / othersSum(b, WindowTallies.COUNT));
  }

  @Nullable Interval lossInside(int window, int cell) {
    return told(window) ? interval(b -> lossInside(b, window, cell)) : null;
  }

  @Nullable Interval lossOutside(int window, int cell) {
    return told(window) ? interval(b -> lossOutside(b, window, cell)) : null;
  }

  private boolean told(int window) {
    double all = Math.abs(sum(0, WindowTallies.ALL));
    double inside = sum(0, WindowTallies.INSIDE + window);
    double outside = sum(0, WindowTallies.ALL) - inside;
    return Math.abs(inside) > LEAST_SHARE * all && Math.abs(outside) > LEAST_SHARE * all;
  }

  private double lossInside(int b, int window, int cell) {
    return 1 - sum(b, tallies.ownColumn(cell)) / sum(b, WindowTallies.INSIDE + window);
  }

  private double lossOutside(int b, int window, int cell) {
    double before = sum(b, WindowTallies.ALL) - sum(b, WindowTallies.INSIDE + window);
    int column = tallies.ownColumn(cell);
    return 1 - (sum(b, column + 1) - sum(b, column)) / before;
  }

  /** Mean over windows of how much more one cell's window loses than another's. */
  @Nullable Interval contrast(List<Integer> windows, int kind, int fraction, boolean selectivity) {
    List<Integer> told = new ArrayList<>(windows);
    told.removeIf(window -> !told(window));
    if (told.isEmpty()) {
      return null;
    }
    return interval(
        b -> {
          double sum = 0;
          for (int window : told) {
            int regional = tallies.cell(window, 0, fraction);
            int control = tallies.cell(window, kind, fraction);
            sum += lossInside(b, window, regional) - lossInside(b, window, control);
            if (selectivity) {
              sum -= lossOutside(b, window, regional) - lossOutside(b, window, control);
            }
          }
          return sum / told.size();
        });
  }
}
