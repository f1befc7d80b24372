package org.conductance4j.experiment.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.conductance4j.experiment.result.StateFile;

/**
 * Mean, variance, root mean square and largest size of a stream of numbers, none of which is kept.
 *
 * <p>Source: Welford 1962, Note on a method for calculating corrected sums of squares and products,
 * DOI 10.1080/00401706.1962.10490022.
 */
final class Moments {

  private long count;
  private double mean;
  private double squares;
  private double largest;

  void add(double value) {
    count++;
    double distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    largest = Math.max(largest, Math.abs(value));
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  /** Of the population from which the numbers were drawn; 0 for fewer than two of them. */
  double variance() {
    return count < 2 ? 0 : squares / (count - 1);
  }

  double rootMeanSquare() {
    return count == 0 ? 0 : Math.sqrt(mean * mean + squares / count);
  }

  /** Largest absolute value. */
  double largest() {
    return largest;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(count);
    StateFile.write(out, new double[] {mean, squares, largest});
  }

  void read(DataInputStream in) throws IOException {
    count = in.readLong();
    double[] values = new double[3];
    StateFile.read(in, values);
    mean = values[0];
    squares = values[1];
    largest = values[2];
  }
}
