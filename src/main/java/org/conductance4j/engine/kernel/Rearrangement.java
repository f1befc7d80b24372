package org.conductance4j.engine.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A copy of elements by index: output element i is input element {@code index[i]}, or zero where
 * the index is negative. It serves for flattening, padding, cropping and everything else that only
 * moves numbers. Elements that lie side by side in both are moved as one run.
 */
public final class Rearrangement extends LinearOperation {

  /** The index at the start of each run. */
  private final int[] starts;

  private final int run;

  public Rearrangement(Value input, Value output, int[] index) {
    super(input, output);
    if (index.length != output.length()) {
      throw new IllegalArgumentException("rearrangement: index does not fit the output");
    }
    this.run = Math.max(1, runLength(index));
    this.starts = new int[index.length / run];
    Arrays.setAll(starts, r -> index[r * run]);
  }

  /**
   * A copy that goes along each axis by itself.
   *
   * @param sources for each axis of the output, in the engine's order, the input's position that is
   *     read at each of its positions; negative for zero
   */
  public static Rearrangement along(Value input, Value output, int[]... sources) {
    int[] index = {0};
    for (int axis = 0; axis < sources.length; axis++) {
      int[] longer = new int[index.length * sources[axis].length];
      int i = 0;
      for (int before : index) {
        for (int source : sources[axis]) {
          longer[i++] = before < 0 || source < 0 ? -1 : before * input.dim(axis) + source;
        }
      }
      index = longer;
    }
    return new Rearrangement(input, output, index);
  }

  /**
   * A copy with the axes in another order.
   *
   * @param order for each axis of the output which axis of the input it is
   */
  public static Rearrangement permuted(Value input, Value output, int... order) {
    int[] steps = new int[order.length];
    int step = 1;
    for (int axis = order.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= input.dim(axis);
    }
    int[] index = {0};
    for (int axis : order) {
      int[] longer = new int[index.length * input.dim(axis)];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = index[i / input.dim(axis)] + i % input.dim(axis) * steps[axis];
      }
      index = longer;
    }
    return new Rearrangement(input, output, index);
  }

  /** The longest length that divides the index into pieces without a jump. */
  private static int runLength(int[] index) {
    int run = index.length;
    int start = 0;
    for (int i = 1; i < index.length && run > 1; i++) {
      boolean joined = index[i - 1] < 0 ? index[i] < 0 : index[i] == index[i - 1] + 1;
      if (!joined) {
        run = gcd(run, i - start);
        start = i;
      }
    }
    return gcd(run, index.length - start);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** For each element of the output its place in the input; negative for zero. */
  int[] index() {
    int[] index = new int[starts.length * run];
    Arrays.setAll(index, i -> starts[i / run] < 0 ? -1 : starts[i / run] + i % run);
    return index;
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> scatter(binder, out, into));
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    int bytes = binder.precision().bytes();
    ByteBuffer source = from.bytes();
    ByteBuffer target = to.bytes();
    byte[] zeros = new byte[run * bytes];
    int inputLength = input().length();
    int outputLength = output().length();
    binder.hostStep(
        () ->
            Threads.each(
                binder.batch(),
                row -> {
                  int sourceRow = row * inputLength;
                  int targetRow = row * outputLength;
                  int at = targetRow * bytes;
                  for (int start : starts) {
                    if (start < 0) {
                      target.put(at, zeros);
                    } else {
                      target.put(at, source, (sourceRow + start) * bytes, run * bytes);
                    }
                    at += run * bytes;
                  }
                }));
  }

  private void scatter(Binder binder, Buffer from, Buffer to) {
    binder.eachRow(
        binder.batch(),
        from,
        output().length(),
        to,
        input().length(),
        (row, read, sums) -> {
          int at = 0;
          for (int start : starts) {
            for (int i = 0; start >= 0 && i < run; i++) {
              sums[start + i] += read[at + i];
            }
            at += run;
          }
        });
  }
}
