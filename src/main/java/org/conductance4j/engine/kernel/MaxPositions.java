package org.conductance4j.engine.kernel;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.IntConsumer;
import org.conductance4j.array.Precision;

/**
 * Which element of each window of a batch is the largest; among equal ones the first in the
 * window's order.
 */
final class MaxPositions {

  private static final int MAGNITUDE = 0x7fffffff;

  private final Precision precision;
  private final WindowWalk walk;
  private final int batch;
  private final int channels;
  private final int inputLength;
  private final int outputLength;
  private final int[] winners;

  MaxPositions(Binder binder, WindowWalk walk, Value input, Value output) {
    this.precision = binder.precision();
    this.walk = walk;
    this.batch = binder.batch();
    this.channels = input.channels();
    this.inputLength = input.length();
    this.outputLength = output.length();
    this.winners = new int[Math.multiplyExact(batch, outputLength)];
  }

  /** Finds them among the values of the input. */
  void find(Buffer from) {
    eachExample(precision == Precision.FLOAT32 ? row -> compareBits(from, row) : exact(from));
  }

  /**
   * For floats of one sign the order of the bits is the order of the numbers; with the bits of
   * negative ones inverted, it is so for all. Loops over whole arrays with one index become vector
   * instructions, which a comparison with a branch does not.
   */
  private void compareBits(Buffer from, int row) {
    int[] x = new int[inputLength];
    IntBuffer bits = from.bytes().asIntBuffer();
    bits.get(row * inputLength, x, 0, inputLength);
    toKeys(x);
    int[] tap = new int[channels];
    int[] best = new int[channels];
    int[] won = new int[channels];
    walk.windows(
        (position, taps, count) -> {
          System.arraycopy(x, taps[0] * channels, best, 0, channels);
          for (int k = 1; k < count; k++) {
            System.arraycopy(x, taps[k] * channels, tap, 0, channels);
            larger(best, tap);
          }
          for (int k = count - 1; k >= 0; k--) {
            System.arraycopy(x, taps[k] * channels, tap, 0, channels);
            choose(won, best, tap, k);
          }
          int at = row * outputLength + position * channels;
          for (int c = 0; c < channels; c++) {
            winners[at + c] = taps[won[c]] * channels + c;
          }
        });
  }

  /** Both zeros have one key. */
  private static void toKeys(int[] bits) {
    for (int i = 0; i < bits.length; i++) {
      int key = bits[i] ^ ((bits[i] >> 31) & MAGNITUDE);
      bits[i] = key - (key >> 31);
    }
  }

  private static void larger(int[] best, int[] tap) {
    for (int c = 0; c < best.length; c++) {
      best[c] = Math.max(best[c], tap[c]);
    }
  }

  private static void choose(int[] won, int[] best, int[] tap, int k) {
    for (int c = 0; c < won.length; c++) {
      int difference = best[c] ^ tap[c];
      int differs = (difference | -difference) >> 31;
      won[c] = (won[c] & differs) | (k & ~differs);
    }
  }

  private IntConsumer exact(Buffer from) {
    return row -> {
      double[] x = new double[inputLength];
      from.read((long) row * inputLength, x, 0, inputLength);
      walk.windows(
          (position, taps, count) -> {
            int at = row * outputLength + position * channels;
            for (int c = 0; c < channels; c++) {
              int best = taps[0] * channels + c;
              for (int tap = 1; tap < count; tap++) {
                int other = taps[tap] * channels + c;
                best = x[other] > x[best] ? other : best;
              }
              winners[at + c] = best;
            }
          });
    };
  }

  /** Writes the winners' elements of {@code from}, which is like the input. */
  void gather(Buffer from, Buffer to) {
    eachExample(
        precision == Precision.FLOAT32
            ? row -> gatherFloats(from, to, row)
            : row -> {
              double[] x = new double[inputLength];
              double[] y = new double[outputLength];
              from.read((long) row * inputLength, x, 0, inputLength);
              for (int i = 0; i < outputLength; i++) {
                y[i] = x[winners[row * outputLength + i]];
              }
              to.write((long) row * outputLength, y, 0, outputLength);
            });
  }

  private void gatherFloats(Buffer from, Buffer to, int row) {
    FloatBuffer source = from.bytes().asFloatBuffer();
    FloatBuffer target = to.bytes().asFloatBuffer();
    float[] x = new float[inputLength];
    float[] y = new float[outputLength];
    source.get(row * inputLength, x, 0, inputLength);
    for (int i = 0; i < outputLength; i++) {
      y[i] = x[winners[row * outputLength + i]];
    }
    target.put(row * outputLength, y, 0, outputLength);
  }

  /** The transpose of {@link #gather}: adds what is like the output to the winners' places. */
  void scatter(Buffer from, Buffer to) {
    eachExample(
        row -> {
          double[] x = new double[inputLength];
          double[] y = new double[outputLength];
          from.read((long) row * outputLength, y, 0, outputLength);
          for (int i = 0; i < outputLength; i++) {
            x[winners[row * outputLength + i]] += y[i];
          }
          to.write((long) row * inputLength, x, 0, inputLength);
        });
  }

  private void eachExample(IntConsumer work) {
    Threads.each(batch, work);
  }
}
