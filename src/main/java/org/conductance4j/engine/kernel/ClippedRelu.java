package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * min(max(x, 0), cap), where the cap may be infinite. The derivative is 1 strictly between 0 and
 * the cap, else 0. The loop that multiplies by it reads it from the value's bits, so that no mask
 * is ever written: activations are larger than the caches, and each loop over them costs as much as
 * a small convolution.
 */
public final class ClippedRelu extends PlainOperation {

  private static final int TASK = 1 << 15;
  private static final int CHUNK = 1 << 9;
  private static final int MAGNITUDE = 0x7fffffff;

  private final double cap;
  private final @Nullable INDArray bias;

  public ClippedRelu(Value input, Value output, double cap) {
    this(List.of(input), output, cap, null);
  }

  private ClippedRelu(List<Value> inputs, Value output, double cap, @Nullable INDArray bias) {
    super(inputs, output);
    this.cap = cap;
    this.bias = bias;
  }

  /** The same of the inputs plus a bias (channel), beside that which it has. */
  ClippedRelu withBias(INDArray more) {
    return new ClippedRelu(inputs(), output(), cap, bias == null ? more : bias.add(more));
  }

  /** The same of a sum of two values. */
  ClippedRelu of(Sum sum) {
    return new ClippedRelu(sum.inputs(), output(), cap, bias);
  }

  @Override
  boolean derivativeReadsOutput() {
    return true;
  }

  private interface Sweep {
    void over(long from, int count);
  }

  @Override
  void planForward(Binder binder) {
    List<Buffer> from = inputs().stream().map(binder::value).toList();
    Buffer to = binder.outputInPlaceOf(this, 0);
    double[][] added = biasChunks();
    int cycle = added.length == 1 ? added[0].length : output().channels();
    int whole = cycle * Math.max(1, TASK / cycle);
    if (cap == Double.POSITIVE_INFINITY && bias == null && from.size() == 1) {
      double[] floor = {0};
      long length = binder.length(output());
      INDArray x = from.get(0).as(length);
      binder.call("relu", arrays(x), arrays(to.as(length)), floor, new long[] {});
    } else if (binder.precision() == Precision.FLOAT32) {
      List<FloatBuffer> x = from.stream().map(term -> term.bytes().asFloatBuffer()).toList();
      sweep(binder, whole, new FloatClip(x, to.bytes().asFloatBuffer(), (float) cap, added));
    } else {
      List<DoubleBuffer> x = from.stream().map(term -> term.bytes().asDoubleBuffer()).toList();
      sweep(binder, whole, new DoubleClip(x, to.bytes().asDoubleBuffer(), cap, added));
    }
  }

  @Override
  void planVjp(Binder binder) {
    if (inputs().size() == 1) {
      Buffer out = binder.gradient(output());
      binder.contributeInPlace(this, 0, into -> gate(binder, out, into));
      return;
    }
    Buffer out = binder.exclusiveGradient(output());
    gate(binder, out, out);
    for (int input = 0; input < inputs().size(); input++) {
      binder.passGradient(this, input);
    }
  }

  @Override
  void planJvp(Binder binder) {
    Buffer from = binder.tangent(input());
    Buffer to = binder.tangentInPlaceOf(this, 0);
    if (inputs().size() == 1) {
      gate(binder, from, to);
      return;
    }
    long length = binder.length(output());
    INDArray other = binder.tangent(inputs().get(1)).as(length);
    binder.call("add", arrays(from.as(length), other), arrays(to.as(length)));
    gate(binder, to, to);
  }

  private void gate(Binder binder, Buffer from, Buffer to) {
    Buffer value = binder.value(output());
    if (binder.precision() == Precision.FLOAT32) {
      IntBuffer bits = value.bytes().asIntBuffer();
      sweep(
          binder,
          TASK,
          new BitGate(bits, from.bytes().asIntBuffer(), to.bytes().asIntBuffer(), capBits()));
    } else {
      LongBuffer bits = value.bytes().asLongBuffer();
      long capBits = Double.doubleToLongBits(cap);
      sweep(
          binder,
          TASK,
          new LongGate(bits, from.bytes().asLongBuffer(), to.bytes().asLongBuffer(), capBits));
    }
  }

  private int capBits() {
    return Float.floatToIntBits((float) cap);
  }

  /** The bias of a whole number of positions in one chunk, or of one position in several. */
  private double[][] biasChunks() {
    double[] exact = bias == null ? new double[1] : bias.ravel().toDoubleVector();
    boolean repeats = exact.length <= CHUNK;
    int all = repeats ? CHUNK / exact.length * exact.length : exact.length;
    double[][] chunks = new double[(all + CHUNK - 1) / CHUNK][];
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      chunks[chunk] = new double[Math.min(CHUNK, all - chunk * CHUNK)];
      for (int i = 0; i < chunks[chunk].length; i++) {
        chunks[chunk][i] = exact[(chunk * CHUNK + i) % exact.length];
      }
    }
    return chunks;
  }

  private void sweep(Binder binder, int task, Sweep sweep) {
    long length = binder.length(output());
    int tasks = (int) ((length + task - 1) / task);
    binder.hostStep(
        () ->
            Threads.each(
                tasks,
                number -> {
                  long from = (long) number * task;
                  sweep.over(from, (int) Math.min(task, length - from));
                }));
  }

  /** Adds what is to be added and clips, in chunks that stay in the nearest cache. */
  private static final class FloatClip implements Sweep {
    private final FloatBuffer from;
    private final @Nullable FloatBuffer other;
    private final FloatBuffer to;
    private final float cap;
    private final float[][] bias;

    FloatClip(List<FloatBuffer> from, FloatBuffer to, float cap, double[][] bias) {
      this.from = from.get(0);
      this.other = from.size() > 1 ? from.get(1) : null;
      this.to = to;
      this.cap = cap;
      this.bias = new float[bias.length][];
      for (int chunk = 0; chunk < bias.length; chunk++) {
        this.bias[chunk] = new float[bias[chunk].length];
        for (int i = 0; i < bias[chunk].length; i++) {
          this.bias[chunk][i] = (float) bias[chunk][i];
        }
      }
    }

    @Override
    public void over(long from, int count) {
      float[] x = new float[CHUNK];
      float[] more = new float[CHUNK];
      int chunk = 0;
      for (int done = 0; done < count; chunk = (chunk + 1) % bias.length) {
        float[] added = bias[chunk];
        int n = Math.min(added.length, count - done);
        int at = Math.toIntExact(from + done);
        this.from.get(at, x, 0, n);
        if (other == null) {
          clip(x, added, cap, n);
        } else {
          other.get(at, more, 0, n);
          clip(x, more, added, cap, n);
        }
        to.put(at, x, 0, n);
        done += n;
      }
    }

    /** One index for all arrays: only then does the compiler see that the loop has no order. */
    private static void clip(float[] x, float[] bias, float cap, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = Math.min(Math.max(x[i] + bias[i], 0f), cap);
      }
    }

    private static void clip(float[] x, float[] more, float[] bias, float cap, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = Math.min(Math.max(x[i] + more[i] + bias[i], 0f), cap);
      }
    }
  }

  /** {@link FloatClip} of 64 bits. */
  private static final class DoubleClip implements Sweep {
    private final DoubleBuffer from;
    private final @Nullable DoubleBuffer other;
    private final DoubleBuffer to;
    private final double cap;
    private final double[][] bias;

    DoubleClip(List<DoubleBuffer> from, DoubleBuffer to, double cap, double[][] bias) {
      this.from = from.get(0);
      this.other = from.size() > 1 ? from.get(1) : null;
      this.to = to;
      this.cap = cap;
      this.bias = bias;
    }

    @Override
    public void over(long from, int count) {
      double[] x = new double[CHUNK];
      double[] more = new double[CHUNK];
      int chunk = 0;
      for (int done = 0; done < count; chunk = (chunk + 1) % bias.length) {
        double[] added = bias[chunk];
        int n = Math.min(added.length, count - done);
        int at = Math.toIntExact(from + done);
        this.from.get(at, x, 0, n);
        if (other == null) {
          clip(x, added, cap, n);
        } else {
          other.get(at, more, 0, n);
          clip(x, more, added, cap, n);
        }
        to.put(at, x, 0, n);
        done += n;
      }
    }

    private static void clip(double[] x, double[] bias, double cap, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = Math.min(Math.max(x[i] + bias[i], 0.0), cap);
      }
    }

    private static void clip(double[] x, double[] more, double[] bias, double cap, int n) {
      for (int i = 0; i < n; i++) {
        x[i] = Math.min(Math.max(x[i] + more[i] + bias[i], 0.0), cap);
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

  /** {@link BitGate} of 64 bits. */
  private record LongGate(LongBuffer value, LongBuffer from, LongBuffer to, long capBits)
      implements Sweep {
    @Override
    public void over(long from, int count) {
      long[] y = new long[CHUNK];
      long[] g = new long[CHUNK];
      for (int done = 0; done < count; done += CHUNK) {
        int n = Math.min(CHUNK, count - done);
        int at = Math.toIntExact(from + done);
        value.get(at, y, 0, n);
        this.from.get(at, g, 0, n);
        for (int i = 0; i < n; i++) {
          long magnitude = y[i] & Long.MAX_VALUE;
          g[i] &= (-magnitude >> 63) & ((magnitude - capBits) >> 63);
        }
        to.put(at, g, 0, n);
      }
    }
  }
}
