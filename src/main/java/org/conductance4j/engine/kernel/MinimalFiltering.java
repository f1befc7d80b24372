package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Convolutions of 3 × 3 taps without stride, and their transposes, with 4 products in place of 9: a
 * tile of 4 × 4 positions and the kernels are brought into a basis in which the convolution is a
 * product at each of 16 points, whose result is brought back to a tile of 2 × 2. The bases hold
 * nothing but 0, ±1 and ½, so that rounding stays what it is (Winograd 1980; Lavin and Gray 2016,
 * F(2 × 2, 3 × 3)).
 */
final class MinimalFiltering {

  /** Channels below which bringing tiles back and forth takes longer than the products save. */
  private static final int LEAST_CHANNELS = 128;

  /** Tiles of an example below which the kernels take longer to read than to multiply with. */
  private static final int LEAST_TILES = 16;

  /** Part of the tiles' positions that must lie inside of the picture. */
  private static final double LEAST_INSIDE = 0.7;

  private static final int TAPS = 3;
  private static final int OUT = 2;
  private static final int IN = 4;
  private static final int POINTS = IN * IN;

  /** What brings the taps along one axis to the points, G. */
  private static final double[][] KERNEL_BASIS = {
    {1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}
  };

  /** Where a point along one axis goes when the kernel is flipped. */
  private static final int[] FLIPPED = {3, 1, 2, 0};

  private final Side input;
  private final Side output;
  private final int padTop;
  private final int padLeft;
  private final Lazy<INDArray> kernels;

  private record Side(int rows, int columns, int channels) {
    static Side of(Value value) {
      return new Side(value.dim(0), value.dim(1), value.channels());
    }

    int tileRows() {
      return (rows + OUT - 1) / OUT;
    }

    int tileColumns() {
      return (columns + OUT - 1) / OUT;
    }

    int tiles() {
      return tileRows() * tileColumns();
    }

    boolean gains() {
      double inside = (double) rows * columns / (OUT * OUT * tiles());
      return channels >= LEAST_CHANNELS && tiles() >= LEAST_TILES && inside >= LEAST_INSIDE;
    }
  }

  private MinimalFiltering(Window window, Weights weights, Value input, Value output) {
    this.input = Side.of(input);
    this.output = Side.of(output);
    this.padTop = window.padTop();
    this.padLeft = window.padLeft();
    this.kernels = new Lazy<>(() -> weights.mapped(MinimalFiltering::atPoints));
  }

  /** The filtering of a convolution, or null for one that is faster without, or exact. */
  static @Nullable MinimalFiltering of(Window window, Weights weights, Value input, Value output) {
    boolean isThreeByThree =
        window.kernelRows() == TAPS
            && window.kernelColumns() == TAPS
            && window.hasUnitStride()
            && !window.isDilated()
            && isPadding(window.padTop())
            && isPadding(window.padLeft());
    boolean isSingle = weights.type() == DataType.FLOAT && Nd4j.getEnvironment().isCPU();
    return isThreeByThree && isSingle && Side.of(input).gains() && Side.of(output).gains()
        ? new MinimalFiltering(window, weights, input, output)
        : null;
  }

  /** Of the convolution, so that its transpose has none that is negative. */
  private static boolean isPadding(int positions) {
    return positions >= 0 && positions < TAPS;
  }

  void prepare() {
    kernels.make();
  }

  /** Memory of the kernels. */
  long bytes() {
    return Buffer.bytes(kernels.get());
  }

  /**
   * Kernels of (tap row, tap column, input channel, output channel) at the points, one below the
   * other.
   */
  private static INDArray atPoints(INDArray weights) {
    long in = weights.size(2);
    long out = weights.size(3);
    float[][] basis = new float[POINTS][TAPS * TAPS];
    for (int point = 0; point < POINTS; point++) {
      for (int tap = 0; tap < TAPS * TAPS; tap++) {
        basis[point][tap] =
            (float) (KERNEL_BASIS[point / IN][tap / TAPS] * KERNEL_BASIS[point % IN][tap % TAPS]);
      }
    }
    INDArray kernels = Buffer.array(DataType.FLOAT, POINTS, in * out);
    INDArray[] factors = {Nd4j.createFromArray(basis), weights.reshape('c', TAPS * TAPS, in * out)};
    Nd4j.exec(new DynamicCustomOp("matmul", factors, arrays(kernels)));
    return kernels.reshape('c', POINTS * in, out);
  }

  /**
   * Plans the convolution.
   *
   * @param bias (output channel), or null for none
   */
  void plan(Binder binder, Buffer from, Buffer to, @Nullable INDArray bias) {
    float[] added = bias == null ? new float[output.channels] : bias.ravel().toFloatVector();
    new Pass(binder, input, output, padTop, padLeft, added).plan(from, to, false);
  }

  /** Plans the transpose: the convolution with the flipped kernels. */
  void planTransposed(Binder binder, Buffer from, Buffer to) {
    int top = TAPS - 1 - padTop;
    int left = TAPS - 1 - padLeft;
    float[] none = new float[input.channels];
    new Pass(binder, output, input, top, left, none).plan(from, to, true);
  }

  /** One way through the points. */
  private final class Pass {

    private final Binder binder;
    private final Side read;
    private final Side written;
    private final int top;
    private final int left;
    private final float[] bias;
    private final int tileColumns;
    private final int tileRows;
    private final int tiles;

    Pass(Binder binder, Side read, Side written, int top, int left, float[] bias) {
      this.binder = binder;
      this.read = read;
      this.written = written;
      this.top = top;
      this.left = left;
      this.bias = bias;
      this.tileColumns = written.tileColumns();
      this.tileRows = binder.batch() * written.tileRows();
      this.tiles = binder.batch() * written.tiles();
    }

    void plan(Buffer from, Buffer to, boolean transposed) {
      Buffer before = binder.scratch((long) POINTS * tiles * read.channels);
      Buffer after = binder.scratch((long) POINTS * tiles * written.channels);
      FloatBuffer x = from.bytes().asFloatBuffer();
      FloatBuffer v = before.bytes().asFloatBuffer();
      FloatBuffer m = after.bytes().asFloatBuffer();
      FloatBuffer y = to.bytes().asFloatBuffer();
      binder.hostStep(
          () -> Threads.share(tileRows, (first, end) -> new Reader(x, v).rows(first, end)));
      for (int point = 0; point < POINTS; point++) {
        int kernel = transposed ? FLIPPED[point / IN] * IN + FLIPPED[point % IN] : point;
        INDArray a = at(before.as((long) POINTS * tiles, read.channels), point, tiles);
        INDArray b = at(kernels.get(), kernel, input.channels);
        INDArray c = at(after.as((long) POINTS * tiles, written.channels), point, tiles);
        Dense.multiply(binder, a, b, transposed, c, false);
      }
      binder.hostStep(
          () -> Threads.share(tileRows, (first, end) -> new Writer(m, y).rows(first, end)));
      binder.release(before);
      binder.release(after);
    }

    private INDArray at(INDArray matrices, int number, int rows) {
      return matrices.get(
          NDArrayIndex.interval((long) number * rows, (number + 1L) * rows), NDArrayIndex.all());
    }

    /** Brings rows of tiles to the points. */
    private final class Reader {
      private final FloatBuffer from;
      private final FloatBuffer to;
      private final int channels = read.channels;
      private final int width = OUT * tileColumns + IN - OUT;
      private final float[][] rows = new float[IN][width * channels];
      private final float[][] parts = new float[IN][tileColumns * channels];

      Reader(FloatBuffer from, FloatBuffer to) {
        this.from = from;
        this.to = to;
      }

      void rows(int first, int end) {
        for (int row = first; row < end; row++) {
          for (int i = 0; i < IN; i++) {
            read(row / written.tileRows(), row % written.tileRows() * OUT - top + i, rows[i]);
          }
          toPoints(rows[0], rows[1], rows[2], rows[3], width * channels);
          for (int i = 0; i < IN; i++) {
            for (int j = 0; j < IN; j++) {
              for (int tile = 0; tile < tileColumns; tile++) {
                int at = (tile * OUT + j) * channels;
                System.arraycopy(rows[i], at, parts[j], tile * channels, channels);
              }
            }
            toPoints(parts[0], parts[1], parts[2], parts[3], tileColumns * channels);
            for (int j = 0; j < IN; j++) {
              int at = ((i * IN + j) * tiles + row * tileColumns) * channels;
              to.put(at, parts[j], 0, parts[j].length);
            }
          }
        }
      }

      /** A row of the picture with the padding that the tiles reach into. */
      private void read(int example, int row, float[] into) {
        if (row < 0 || row >= read.rows) {
          Arrays.fill(into, 0);
          return;
        }
        int begin = left * channels;
        int count = Math.min(read.columns, width - left) * channels;
        Arrays.fill(into, 0, begin, 0);
        from.get((example * read.rows + row) * read.columns * channels, into, begin, count);
        Arrays.fill(into, begin + count, into.length, 0);
      }
    }

    /** Brings rows of tiles back from the points. */
    private final class Writer {
      private final FloatBuffer from;
      private final FloatBuffer to;
      private final int channels = written.channels;
      private final float[][][] parts = new float[IN][IN][tileColumns * channels];
      private final float[] added = new float[tileColumns * channels];
      private final float[] row = new float[OUT * tileColumns * channels];

      Writer(FloatBuffer from, FloatBuffer to) {
        this.from = from;
        this.to = to;
        for (int tile = 0; tile < tileColumns; tile++) {
          System.arraycopy(bias, 0, added, tile * channels, channels);
        }
      }

      void rows(int first, int end) {
        for (int tileRow = first; tileRow < end; tileRow++) {
          for (int i = 0; i < IN; i++) {
            for (int j = 0; j < IN; j++) {
              int at = ((i * IN + j) * tiles + tileRow * tileColumns) * channels;
              from.get(at, parts[i][j], 0, parts[i][j].length);
            }
            if (i == 1) {
              // What is at this point alone is in all positions of the tile.
              add(parts[1][1], added, added.length);
            }
            fromPoints(parts[i][0], parts[i][1], parts[i][2], parts[i][3], added.length);
          }
          for (int j = 0; j < OUT; j++) {
            fromPoints(parts[0][j], parts[1][j], parts[2][j], parts[3][j], added.length);
          }
          for (int i = 0; i < OUT; i++) {
            write(tileRow / written.tileRows(), tileRow % written.tileRows() * OUT + i, parts[i]);
          }
        }
      }

      private void write(int example, int number, float[][] columns) {
        if (number >= written.rows) {
          return;
        }
        for (int tile = 0; tile < tileColumns; tile++) {
          for (int j = 0; j < OUT; j++) {
            int at = (tile * OUT + j) * channels;
            System.arraycopy(columns[j], tile * channels, row, at, channels);
          }
        }
        int at = (example * written.rows + number) * written.columns * channels;
        to.put(at, row, 0, written.columns * channels);
      }
    }
  }

  // One index for all arrays: only then does the compiler see that the loops have no order.

  /** Four positions along one axis to four points, Bᵀ. */
  private static void toPoints(float[] a, float[] b, float[] c, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      float first = a[i] - c[i];
      float second = b[i] + c[i];
      float third = c[i] - b[i];
      float fourth = b[i] - d[i];
      a[i] = first;
      b[i] = second;
      c[i] = third;
      d[i] = fourth;
    }
  }

  /** Four points along one axis to two positions, Aᵀ, which replace the first two. */
  private static void fromPoints(float[] a, float[] b, float[] c, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      float first = a[i] + b[i] + c[i];
      float second = b[i] - c[i] - d[i];
      a[i] = first;
      b[i] = second;
    }
  }

  private static void add(float[] to, float[] more, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += more[i];
    }
  }
}
