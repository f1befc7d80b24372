package org.conductance4j.engine;

import static org.conductance4j.engine.Binder.arrays;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * min(max(x, 0), cap), where the cap may be infinite. The derivative is 1 strictly between 0 and
 * the cap, else 0. It is read off the value's bits in the same sweep that multiplies it, so that no
 * mask is ever written: activations are larger than the caches, and each sweep over them costs as
 * much as a small convolution.
 */
final class ClippedRelu extends Operation {

  private static final int TASK = 1 << 15;
  private static final int CHUNK = 1 << 11;
  private static final int MAGNITUDE = 0x7fffffff;

  private final double cap;
  private final @Nullable INDArray bias;

  ClippedRelu(Value input, Value output, double cap) {
    this(input, output, cap, null);
  }

  private ClippedRelu(Value input, Value output, double cap, @Nullable INDArray bias) {
    super(List.of(input), output);
    this.cap = cap;
    this.bias = bias;
  }

  /** The same of the input plus a bias (channel). */
  ClippedRelu withBias(INDArray newBias) {
    return new ClippedRelu(input(), output(), cap, newBias);
  }

  @Override
  boolean derivativeReadsOutput() {
    return true;
  }

  @Override
  Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private interface Sweep {
    void over(long from, int count);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final long length;

    Bound(Binder binder) {
      this.binder = binder;
      this.length = binder.length(output());
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.outputInPlaceOf(ClippedRelu.this, 0);
      if (cap == Double.POSITIVE_INFINITY && bias == null) {
        double[] floor = {0};
        binder.call("relu", arrays(from.as(length)), arrays(to.as(length)), floor, new long[] {});
      } else if (binder.precision() == Precision.FLOAT32) {
        float[] repeated = repeatedBias();
        FloatBuffer x = from.bytes().asFloatBuffer();
        sweep(
            repeated.length * (TASK / CHUNK),
            new FloatClip(x, to.bytes().asFloatBuffer(), (float) cap, repeated));
      } else {
        double[] added = exactBias();
        sweep(TASK, (start, count) -> clip(from, to, added, start, count));
      }
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contributeInPlace(ClippedRelu.this, 0, into -> gate(out, into));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      gate(from, binder.tangentInPlaceOf(ClippedRelu.this, 0));
    }

    private void gate(Buffer from, Buffer to) {
      Buffer value = binder.value(output());
      if (binder.precision() == Precision.FLOAT32) {
        IntBuffer bits = value.bytes().asIntBuffer();
        sweep(
            TASK,
            new BitGate(bits, from.bytes().asIntBuffer(), to.bytes().asIntBuffer(), capBits()));
      } else {
        sweep(TASK, (start, count) -> gate(value, from, to, start, count));
      }
    }

    private int capBits() {
      return Float.floatToIntBits((float) cap);
    }

    private double[] exactBias() {
      return bias == null ? new double[1] : bias.ravel().toDoubleVector();
    }

    /** The bias of the fewest whole positions that fill a chunk. */
    private float[] repeatedBias() {
      double[] exact = exactBias();
      float[] repeated = new float[(CHUNK + exact.length - 1) / exact.length * exact.length];
      for (int i = 0; i < repeated.length; i++) {
        repeated[i] = (float) exact[i % exact.length];
      }
      return repeated;
    }

    private void sweep(int task, Sweep sweep) {
      int tasks = (int) ((length + task - 1) / task);
      binder.step(
          () ->
              Threads.each(
                  tasks,
                  number -> {
                    long from = (long) number * task;
                    sweep.over(from, (int) Math.min(task, length - from));
                  }));
    }

    private void clip(Buffer from, Buffer to, double[] added, long start, int count) {
      double[] x = new double[count];
      from.read(start, x, 0, count);
      for (int i = 0; i < count; i++) {
        x[i] = Math.min(Math.max(x[i] + added[(int) ((start + i) % added.length)], 0), cap);
      }
      to.write(start, x, 0, count);
    }

    private void gate(Buffer value, Buffer from, Buffer to, long start, int count) {
      double[] y = new double[count];
      double[] g = new double[count];
      value.read(start, y, 0, count);
      from.read(start, g, 0, count);
      for (int i = 0; i < count; i++) {
        g[i] = y[i] > 0 && y[i] < cap ? g[i] : 0;
      }
      to.write(start, g, 0, count);
    }
  }

  /** Adds the bias and clips, in chunks that stay in the first-level cache and fit the channels. */
  private static final class FloatClip implements Sweep {
    private final FloatBuffer from;
    private final FloatBuffer to;
    private final float cap;
    private final float[] bias;

    FloatClip(FloatBuffer from, FloatBuffer to, float cap, float[] bias) {
      this.from = from;
      this.to = to;
      this.cap = cap;
      this.bias = bias;
    }

    @Override
    public void over(long from, int count) {
      float[] x = new float[bias.length];
      for (int done = 0; done < count; done += x.length) {
        int n = Math.min(x.length, count - done);
        int at = Math.toIntExact(from + done);
        this.from.get(at, x, 0, n);
        clip(x, bias, cap, n);
        to.put(at, x, 0, n);
      }
    }

    /** One index for both arrays: only then does the compiler see that the loop has no order. */
    private static void clip(float[] x, float[] bias, float cap, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = Math.min(Math.max(x[i] + bias[i], 0f), cap);
      }
    }
  }

  /**
   * Keeps a number where the value lies between 0 and the cap. For floats of no sign the order of
   * the bits is the order of the numbers, so that the comparison becomes a subtraction and a shift,
   * which the compiler turns into vector instructions.
   */
  private record BitGate(IntBuffer value, IntBuffer from, IntBuffer to, int capBits)
      implements Sweep {
    @Override
    public void over(long from, int count) {
      int[] y = new int[CHUNK];
      int[] g = new int[CHUNK];
      for (int done = 0; done < count; done += CHUNK) {
        int n = Math.min(CHUNK, count - done);
        int at = Math.toIntExact(from + done);
        value.get(at, y, 0, n);
        this.from.get(at, g, 0, n);
        for (int i = 0; i < n; i++) {
          int magnitude = y[i] & MAGNITUDE;
          g[i] &= (-magnitude >> 31) & ((magnitude - capBits) >> 31);
        }
        to.put(at, g, 0, n);
      }
    }
  }
}
