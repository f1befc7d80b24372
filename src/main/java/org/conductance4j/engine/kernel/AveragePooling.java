package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

/**
 * Average over sliding windows of each channel; padding counts in the divisor only if asked for.
 */
public final class AveragePooling extends LinearOperation {

  private final Window window;
  private final boolean countPadding;

  public AveragePooling(Value input, Value output, Window window, boolean countPadding) {
    super(input, output);
    this.window = window;
    this.countPadding = countPadding;
  }

  private double divisor(int count) {
    return countPadding ? window.kernelRows() * window.kernelColumns() : count;
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    WindowWalk walk = new WindowWalk(window, input(), output());
    if (walk.isNative()) {
      binder.call(
          "avgpool2d",
          arrays(binder.batched(from, input())),
          arrays(binder.batched(to, output())),
          window.arguments(countPadding ? 1 : 0, 1));
      return;
    }
    int channels = input().channels();
    binder.eachRow(
        binder.batch(),
        from,
        input().length(),
        to,
        output().length(),
        (row, x, y) ->
            walk.windows(
                (position, taps, count) -> {
                  for (int tap = 0; tap < count; tap++) {
                    for (int c = 0; c < channels; c++) {
                      y[position * channels + c] += x[taps[tap] * channels + c] / divisor(count);
                    }
                  }
                }));
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> spread(binder, out, into));
  }

  private void spread(Binder binder, Buffer from, Buffer to) {
    WindowWalk walk = new WindowWalk(window, input(), output());
    int channels = input().channels();
    binder.eachRow(
        binder.batch(),
        from,
        output().length(),
        to,
        input().length(),
        (row, y, x) ->
            walk.windows(
                (position, taps, count) -> {
                  for (int tap = 0; tap < count; tap++) {
                    for (int c = 0; c < channels; c++) {
                      x[taps[tap] * channels + c] += y[position * channels + c] / divisor(count);
                    }
                  }
                }));
  }
}
