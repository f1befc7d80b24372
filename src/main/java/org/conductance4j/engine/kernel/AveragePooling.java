package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * Average over sliding windows of each channel; padding counts in the divisor only if asked for.
 */
public final class AveragePooling extends Operation {

  private final Window window;
  private final boolean countPadding;

  public AveragePooling(Value input, Value output, Window window, boolean countPadding) {
    super(List.of(input), output);
    this.window = window;
    this.countPadding = countPadding;
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final WindowWalk walk = new WindowWalk(window, input(), output());
    private final int channels = input().channels();
    private final int inputLength = input().length();
    private final int outputLength = output().length();

    Bound(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      average(binder.value(input()), binder.output(AveragePooling.this));
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contribute(AveragePooling.this, 0, into -> spread(out, into));
    }

    @Override
    public void planJvp() {
      average(binder.tangent(input()), binder.tangentOutput(AveragePooling.this));
    }

    private double divisor(int count) {
      return countPadding ? window.kernelRows() * window.kernelColumns() : count;
    }

    private void average(Buffer from, Buffer to) {
      if (walk.isNative()) {
        binder.call(
            "avgpool2d",
            arrays(binder.batched(from, input())),
            arrays(binder.batched(to, output())),
            window.arguments(countPadding ? 1 : 0, 1));
        return;
      }
      eachExample(
          row -> {
            double[] x = new double[inputLength];
            double[] y = new double[outputLength];
            from.read((long) row * inputLength, x, 0, inputLength);
            walk.windows(
                (position, taps, count) -> {
                  for (int tap = 0; tap < count; tap++) {
                    for (int c = 0; c < channels; c++) {
                      y[position * channels + c] += x[taps[tap] * channels + c] / divisor(count);
                    }
                  }
                });
            to.write((long) row * outputLength, y, 0, outputLength);
          });
    }

    private void spread(Buffer from, Buffer to) {
      eachExample(
          row -> {
            double[] x = new double[inputLength];
            double[] y = new double[outputLength];
            from.read((long) row * outputLength, y, 0, outputLength);
            walk.windows(
                (position, taps, count) -> {
                  for (int tap = 0; tap < count; tap++) {
                    for (int c = 0; c < channels; c++) {
                      x[taps[tap] * channels + c] += y[position * channels + c] / divisor(count);
                    }
                  }
                });
            to.write((long) row * inputLength, x, 0, inputLength);
          });
    }

    private void eachExample(IntConsumer work) {
      binder.hostStep(() -> Threads.each(binder.batch(), work));
    }
  }
}
