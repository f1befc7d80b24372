package org.conductance4j.experiment.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.conductance4j.experiment.result.StateFile;

/**
 * Bootstrap in one pass and in memory that does not grow with the number of examples: each example
 * enters each resample as often as a Poisson number of mean 1 says, drawn from the example's own
 * seed, so that it does not matter where a study was interrupted. Kept are sums of columns, one set
 * for each resample and one without resampling.
 *
 * <p>Source: Hanley, MacGibbon 2006, Creating non-parametric bootstrap samples using Poisson
 * frequencies, DOI 10.1016/j.cmpb.2006.04.006; Chamandy, Muralidharan, Najmi, Naidu 2012,
 * Estimating uncertainty for massive data streams, Google technical report.
 */
final class PoissonBootstrap {

  /** Beyond this count the probability is below 1e-10. */
  private static final int MOST = 13;

  private static final double[] CUMULATIVE = cumulative();

  private final double[][] sums;

  PoissonBootstrap(int columns, int resamples) {
    this.sums = new double[resamples + 1][columns];
  }

  private static double[] cumulative() {
    double[] cumulative = new double[MOST];
    double probability = Math.exp(-1);
    double sum = 0;
    for (int k = 0; k < MOST; k++) {
      sum += probability;
      cumulative[k] = sum;
      probability /= k + 1;
    }
    return cumulative;
  }

  /** How often an example is in the sample itself, which is 1, and in each resample. */
  static int[] counts(long seed, long example, int resamples) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + example);
    int[] counts = new int[resamples + 1];
    counts[0] = 1;
    for (int b = 1; b <= resamples; b++) {
      double u = (random.nextLong() >>> 11) * 0x1p-53;
      while (counts[b] < MOST && u >= CUMULATIVE[counts[b]]) {
        counts[b]++;
      }
    }
    return counts;
  }

  /** Adds an example's values, one a column. */
  void add(int[] counts, double[] values) {
    for (int b = 0; b < sums.length; b++) {
      int count = counts[b];
      if (count != 0) {
        double[] sum = sums[b];
        for (int k = 0; k < values.length; k++) {
          sum[k] += count * values[k];
        }
      }
    }
  }

  /** Number of resamples. */
  int resamples() {
    return sums.length - 1;
  }

  /** Sum of a column: of the sample for b = 0, else of resample b. */
  double sum(int b, int column) {
    return sums[b][column];
  }

  void write(DataOutputStream out) throws IOException {
    for (double[] sum : sums) {
      StateFile.write(out, sum);
    }
  }

  void read(DataInputStream in) throws IOException {
    for (double[] sum : sums) {
      StateFile.read(in, sum);
    }
  }
}
