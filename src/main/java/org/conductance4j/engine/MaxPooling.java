package org.conductance4j.engine;

import static org.conductance4j.engine.Binder.arrays;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * Maximum over sliding windows of each channel; padding never wins. Among equal elements the first
 * in the window's order has the derivative.
 */
final class MaxPooling extends Operation {

  private final Window window;

  MaxPooling(Value input, Value output, Window window) {
    super(List.of(input), output);
    this.window = window;
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final WindowWalk walk = new WindowWalk(window, input(), output());
    private final int inputLength = input().length();
    private final int outputLength = output().length();
    private final int[] winners;

    Bound(Binder binder) {
      this.binder = binder;
      boolean needed = binder.derivatives() || !walk.isNative();
      this.winners = new int[needed ? Math.multiplyExact(binder.batch(), outputLength) : 0];
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.output(MaxPooling.this);
      if (walk.isNative()) {
        binder.call(
            "maxpool2d",
            arrays(binder.batched(from, input())),
            arrays(binder.batched(to, output())),
            window.arguments(0, 1));
      } else {
        findWinners(from);
        gather(from, to);
      }
    }

    @Override
    public void planPrepare() {
      if (walk.isNative()) {
        findWinners(binder.value(input()));
      }
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contribute(MaxPooling.this, 0, into -> scatter(out, into));
    }

    @Override
    public void planJvp() {
      gather(binder.tangent(input()), binder.tangentOutput(MaxPooling.this));
    }

    private void findWinners(Buffer from) {
      int channels = input().channels();
      eachExample(
          row -> {
            double[] x = new double[inputLength];
            from.read((long) row * inputLength, x, 0, inputLength);
            int first = row * outputLength;
            double[] best = new double[channels];
            walk.windows(
                (position, taps, count) -> {
                  int at = first + position * channels;
                  for (int tap = 0; tap < count; tap++) {
                    int start = taps[tap] * channels;
                    for (int c = 0; c < channels; c++) {
                      double value = x[start + c];
                      if (tap == 0 || value > best[c]) {
                        best[c] = value;
                        winners[at + c] = start + c;
                      }
                    }
                  }
                });
          });
    }

    private void gather(Buffer from, Buffer to) {
      eachExample(
          row -> {
            double[] x = new double[inputLength];
            double[] y = new double[outputLength];
            from.read((long) row * inputLength, x, 0, inputLength);
            for (int i = 0; i < outputLength; i++) {
              y[i] = x[winners[row * outputLength + i]];
            }
            to.write((long) row * outputLength, y, 0, outputLength);
          });
    }

    private void scatter(Buffer from, Buffer to) {
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
      binder.step(() -> Threads.each(binder.batch(), work));
    }
  }
}
