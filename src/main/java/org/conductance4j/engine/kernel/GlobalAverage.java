package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.nio.FloatBuffer;
import org.conductance4j.array.Precision;

/** Average of each channel over all positions, or their sum. */
public final class GlobalAverage extends LinearOperation {

  private final boolean sum;

  public GlobalAverage(Value input, Value output, boolean sum) {
    super(input, output);
    this.sum = sum;
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    int positions = input().positions();
    int channels = input().channels();
    Window all = new Window(positions, 1, 1, 1, 1, 1, 0, 0);
    binder.call(
        "avgpool2d",
        arrays(from.as(binder.batch(), positions, 1, channels)),
        arrays(to.as(binder.batch(), 1, 1, channels)),
        all.arguments(0, 1));
    if (sum) {
      var y = binder.matrix(to, output());
      binder.step(() -> y.muli(positions));
    }
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> spread(binder, out, into));
  }

  private void spread(Binder binder, Buffer from, Buffer to) {
    int channels = input().channels();
    boolean single = binder.precision() == Precision.FLOAT32;
    binder.hostStep(
        () -> Threads.each(binder.batch(), row -> spread(from, to, (long) row * channels, single)));
  }

  private void spread(Buffer from, Buffer to, long first, boolean single) {
    int positions = input().positions();
    int channels = input().channels();
    double[] shares = new double[channels];
    from.read(first, shares, 0, channels);
    for (int c = 0; c < channels && !sum; c++) {
      shares[c] /= positions;
    }
    if (single) {
      FloatBuffer target = to.bytes().asFloatBuffer();
      float[] rounded = new float[channels];
      for (int c = 0; c < channels; c++) {
        rounded[c] = (float) shares[c];
      }
      for (int p = 0; p < positions; p++) {
        target.put(Math.toIntExact(first * positions) + p * channels, rounded);
      }
    } else {
      for (int p = 0; p < positions; p++) {
        to.write(first * positions + (long) p * channels, shares, 0, channels);
      }
    }
  }
}
