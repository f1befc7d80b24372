package org.conductance4j.engine;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sum of products in float32 that is right to its last digit or two. Inputs and weights are each
 * split in two: multiples of a unit with so few digits that their products and sums are exact in
 * float32, and the rest, which is some hundred times smaller and so are its rounding errors.
 *
 * <p>\( \sum wx = \sum w_h x_h + (\sum w x_l + \sum w_l x_h) \): three passes of the same native
 * operation. It matters where a rectifier's input is near zero: float32's plain sums of some
 * hundred terms are wrong by several of the last digits, and let it fall on the other side.
 *
 * <p>Source: Ozaki, Ogita, Oishi, Rump 2012, Error-free transformations of matrix multiplication,
 * DOI 10.1007/s11075-011-9478-1, with one split in place of as many as it takes.
 */
final class ExactSums {

  /** Binary digits of a float, less those that keep partial sums below the largest whole number. */
  private static final int DIGITS = 24 - 3;

  /** Units of what is added and taken away again to round to whole units. */
  private static final double ROUNDING = 1.5 * (1 << 23);

  private static final int CHUNK = 1 << 12;

  private final int bits;
  private final int outputs;
  private final int inputs;
  private final Once<INDArray> whole;
  private final Once<INDArray[]> parts;

  /** The operation whose sums they are: plans it of an input with weights. */
  @FunctionalInterface
  interface Products {
    void plan(Buffer from, INDArray weights, Buffer to);
  }

  private ExactSums(Once<INDArray> weights, int terms, int outputs, int inputs) {
    double size = Math.log((double) terms) / Math.log(2) / 2;
    this.bits = (int) ((DIGITS - size) / 2);
    this.outputs = outputs;
    this.inputs = inputs;
    this.whole = weights;
    this.parts = new Once<>(() -> split(weights.get()));
  }

  /**
   * Sums over all channels of the input, whose numbers are split with one unit.
   *
   * @param weights dense; last axis: output channel; the others are summed over; not modified
   * @param terms of one sum
   * @param channels of the output
   */
  static ExactSums overChannels(Once<INDArray> weights, int terms, int channels) {
    return new ExactSums(weights, terms, channels, 1);
  }

  /**
   * Sums within each channel, which has a unit of its own.
   *
   * @param weights dense; (kernel row, kernel column, channel, 1); not modified
   * @param terms of one sum
   * @param channels of input and output
   */
  static ExactSums eachChannel(Once<INDArray> weights, int terms, int channels) {
    return new ExactSums(weights, terms, channels, channels);
  }

  /** Splits the weights, which is else done when they are first planned with. */
  void prepare() {
    parts.make();
  }

  /** In rows of one number for each output channel, as the weights lie. */
  private INDArray[] split(INDArray all) {
    float[] shifts = shifts(all);
    float[] large = new float[shifts.length];
    float[] small = new float[shifts.length];
    FloatBuffer from = all.data().asNioFloat();
    INDArray[] to = {
      Buffer.array(DataType.FLOAT, all.shape()), Buffer.array(DataType.FLOAT, all.shape())
    };
    FloatBuffer[] parts = {to[0].data().asNioFloat(), to[1].data().asNioFloat()};
    for (long done = 0; done < all.length(); done += shifts.length) {
      from.get(large);
      for (int channel = 0; channel < large.length; channel++) {
        float whole = (large[channel] + shifts[channel]) - shifts[channel];
        small[channel] = large[channel] - whole;
        large[channel] = whole;
      }
      parts[0].put(large);
      parts[1].put(small);
    }
    return to;
  }

  private float[] shifts(INDArray all) {
    double[] squares = new double[outputs];
    float[] row = new float[outputs];
    FloatBuffer from = all.data().asNioFloat();
    for (long done = 0; done < all.length(); done += outputs) {
      from.get(row);
      for (int channel = 0; channel < outputs; channel++) {
        squares[channel] += (double) row[channel] * row[channel];
      }
    }
    float[] shifts = new float[outputs];
    for (int channel = 0; channel < outputs; channel++) {
      shifts[channel] = rounding(squares[channel] * outputs / all.length());
    }
    return shifts;
  }

  /** What rounds numbers of a mean square to whole units, a power of two below its root. */
  private float rounding(double meanSquare) {
    int exponent = Math.getExponent(Math.sqrt(meanSquare)) - bits;
    return meanSquare == 0 ? 0 : (float) (ROUNDING * Math.scalb(1.0, exponent));
  }

  /**
   * Plans a forward pass.
   *
   * @param bias (output channel), or null for none
   */
  void plan(
      Binder binder, Operation operation, Buffer to, @Nullable INDArray bias, Products products) {
    Value input = operation.input();
    Buffer from = binder.value(input);
    Buffer large = binder.scratch(binder.length(input));
    Buffer small = binder.scratch(binder.length(input));
    int example = input.length();
    int count = binder.batch();
    FloatBuffer x = floats(from);
    FloatBuffer h = floats(large);
    FloatBuffer l = floats(small);
    binder.step(() -> Threads.each(count, n -> split(x, h, l, n * example, example)));
    INDArray[] kernels = parts.get();
    Buffer first = binder.scratch(binder.length(operation.output()));
    Buffer second = binder.scratch(binder.length(operation.output()));
    products.plan(large, kernels[0], to);
    products.plan(small, whole.get(), first);
    products.plan(large, kernels[1], second);
    double[] added = bias == null ? new double[1] : bias.ravel().toDoubleVector();
    FloatBuffer[] terms = {floats(to), floats(first), floats(second)};
    int out = operation.output().length();
    binder.step(() -> Threads.each(count, n -> add(terms, added, n * out, out)));
    binder.release(large);
    binder.release(small);
    binder.release(first);
    binder.release(second);
  }

  private static FloatBuffer floats(Buffer buffer) {
    return buffer.bytes().asFloatBuffer();
  }

  private void split(FloatBuffer x, FloatBuffer large, FloatBuffer small, int from, int length) {
    float[] shifts = shifts(x, from, length);
    float[] chunk = new float[shifts.length];
    float[] rest = new float[shifts.length];
    for (int done = 0; done < length; done += chunk.length) {
      int n = Math.min(chunk.length, length - done);
      x.get(from + done, chunk, 0, n);
      for (int i = 0; i < n; i++) {
        float whole = (chunk[i] + shifts[i]) - shifts[i];
        rest[i] = chunk[i] - whole;
        chunk[i] = whole;
      }
      large.put(from + done, chunk, 0, n);
      small.put(from + done, rest, 0, n);
    }
  }

  /** One number for each of a chunk of an example: whole positions of all channels. */
  private float[] shifts(FloatBuffer x, int from, int length) {
    float[] chunk = new float[Math.max(1, CHUNK / inputs) * inputs];
    double[] squares = new double[inputs];
    for (int done = 0; done < length; done += chunk.length) {
      int n = Math.min(chunk.length, length - done);
      x.get(from + done, chunk, 0, n);
      addSquares(chunk, n, squares);
    }
    float[] shifts = new float[chunk.length];
    for (int channel = 0; channel < inputs; channel++) {
      float shift = rounding(squares[channel] * inputs / length);
      for (int i = channel; i < shifts.length; i += inputs) {
        shifts[i] = shift;
      }
    }
    return shifts;
  }

  private static void addSquares(float[] values, int count, double[] squares) {
    if (squares.length == 1) {
      double sum = squares[0];
      for (int i = 0; i < count; i++) {
        sum += (double) values[i] * values[i];
      }
      squares[0] = sum;
      return;
    }
    for (int i = 0; i < count; i += squares.length) {
      for (int channel = 0; channel < squares.length; channel++) {
        squares[channel] += (double) values[i + channel] * values[i + channel];
      }
    }
  }

  /** Adds terms and bias, and rounds once. */
  private static void add(FloatBuffer[] terms, double[] bias, int from, int length) {
    float[] a = new float[CHUNK];
    float[] b = new float[CHUNK];
    float[] c = new float[CHUNK];
    for (int done = 0; done < length; done += CHUNK) {
      int n = Math.min(CHUNK, length - done);
      terms[0].get(from + done, a, 0, n);
      terms[1].get(from + done, b, 0, n);
      terms[2].get(from + done, c, 0, n);
      for (int i = 0; i < n; i++) {
        a[i] = (float) (a[i] + ((double) b[i] + c[i]) + bias[(done + i) % bias.length]);
      }
      terms[0].put(from + done, a, 0, n);
    }
  }
}
