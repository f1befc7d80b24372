package org.conductance4j.engine.kernel;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * A sum by index, the transpose of {@link Rearrangement}: input element i is added to output
 * element {@code index[i]}, or to none where the index is negative.
 */
public final class Scattering extends PlainOperation {

  private final int[] index;

  public Scattering(Value input, Value output, int[] index) {
    super(List.of(input), output);
    if (index.length != input.length()) {
      throw new IllegalArgumentException("scattering: index does not fit the input");
    }
    this.index = index.clone();
  }

  @Override
  void planForward(Binder binder) {
    scatter(binder, binder.value(input()), binder.output(this));
  }

  @Override
  void planJvp(Binder binder) {
    scatter(binder, binder.tangent(input()), binder.tangentOutput(this));
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> gather(binder, out, into));
  }

  private void scatter(Binder binder, Buffer from, Buffer to) {
    eachExample(
        binder,
        row -> {
          double[] read = new double[index.length];
          double[] sums = new double[output().length()];
          from.read((long) row * read.length, read, 0, read.length);
          for (int i = 0; i < read.length; i++) {
            if (index[i] >= 0) {
              sums[index[i]] += read[i];
            }
          }
          to.write((long) row * sums.length, sums, 0, sums.length);
        });
  }

  private void gather(Binder binder, Buffer from, Buffer to) {
    eachExample(
        binder,
        row -> {
          double[] read = new double[output().length()];
          double[] taken = new double[index.length];
          from.read((long) row * read.length, read, 0, read.length);
          for (int i = 0; i < taken.length; i++) {
            taken[i] = index[i] < 0 ? 0 : read[index[i]];
          }
          to.write((long) row * taken.length, taken, 0, taken.length);
        });
  }

  private static void eachExample(Binder binder, IntConsumer work) {
    binder.hostStep(() -> Threads.each(binder.batch(), work));
  }
}
