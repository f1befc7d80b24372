package org.conductance4j.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The transpose of a convolution, which ND4J offers only together with the gradient of the weights
 * or many times slower than the convolution itself. Each kind of window has a way that is about as
 * fast as the forward pass; the reasons are in docs/decisions.
 */
abstract class ConvolutionGradient {

  /** Input channels up to which all phases are computed as one convolution. */
  private static final int FEW_CHANNELS = 4;

  final Window window;
  final Value input;
  final Value output;

  private ConvolutionGradient(Window window, Value input, Value output) {
    this.window = window;
    this.input = input;
    this.output = output;
  }

  /**
   * The gradient of a convolution.
   *
   * @param filtering how the convolution itself is computed, or null for tap by tap
   */
  static ConvolutionGradient of(
      Window window,
      Weights weights,
      Value input,
      Value output,
      @Nullable MinimalFiltering filtering) {
    if (filtering != null) {
      return new Filtered(window, filtering, input, output);
    }
    if (window.isPointwise()) {
      return new Pointwise(window, weights, input, output);
    }
    boolean flips = paddingFitsWindow(window, input, output);
    if (window.hasUnitStride() && flips) {
      return new Flipped(window, weights, input, output);
    }
    if (window.isDilated() || !flips) {
      return new Stuffed(window, weights, input, output);
    }
    boolean square = window.strideRows() == window.strideColumns();
    return input.channels() <= FEW_CHANNELS && square
        ? new Shuffled(window, weights, input, output)
        : new Phases(window, weights, input, output);
  }

  /** Whether no window lies wholly in the padding, so that the flipped kernel needs no cropping. */
  private static boolean paddingFitsWindow(Window window, Value input, Value output) {
    int rows = window.spanRows() - 1;
    int columns = window.spanColumns() - 1;
    return window.padTop() <= rows
        && window.padLeft() <= columns
        && window.padBottom(input.dim(0), output.dim(0)) <= rows
        && window.padRight(input.dim(1), output.dim(1)) <= columns;
  }

  /** Plans the contribution to the gradient of the operation's input. */
  abstract void plan(Binder binder, Operation operation);

  /** Makes the transposed weights, which are otherwise made when they are first needed. */
  abstract void prepare();

  /** Memory of the transposed weights. */
  abstract long moreBytes();

  /** Kernel rows and columns reversed, input and output channels exchanged. */
  static INDArray flip(INDArray weights) {
    int rows = (int) weights.size(0);
    int columns = (int) weights.size(1);
    INDArray flipped =
        Buffer.array(weights.dataType(), rows, columns, weights.size(3), weights.size(2));
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        Weights.tap(flipped, rows - 1 - row, columns - 1 - column)
            .assign(Weights.tap(weights, row, column).transpose());
      }
    }
    return flipped;
  }

  /** One tap without stride: a product with the transposed matrix. */
  private static final class Pointwise extends ConvolutionGradient {

    private final TransposedMatrix transposed;

    Pointwise(Window window, Weights weights, Value input, Value output) {
      super(window, input, output);
      this.transposed =
          new TransposedMatrix(() -> Convolution.matrixOf(weights.get()), weights.type());
    }

    @Override
    void prepare() {
      transposed.prepare();
    }

    @Override
    long moreBytes() {
      return transposed.moreBytes();
    }

    @Override
    void plan(Binder binder, Operation operation) {
      INDArray out = binder.matrix(binder.gradient(output), output);
      Binder.Sum sum = binder.gradientSum(operation, 0);
      transposed.multiply(binder, out, binder.matrix(sum.buffer(), input), sum.accumulate());
    }
  }

  /** Where the convolution goes through fewer products, so does its transpose. */
  private static final class Filtered extends ConvolutionGradient {

    private final MinimalFiltering filtering;

    Filtered(Window window, MinimalFiltering filtering, Value input, Value output) {
      super(window, input, output);
      this.filtering = filtering;
    }

    /** The convolution's own kernels serve. */
    @Override
    void prepare() {}

    @Override
    long moreBytes() {
      return 0;
    }

    @Override
    void plan(Binder binder, Operation operation) {
      Buffer out = binder.gradient(output);
      binder.contribute(operation, 0, into -> filtering.planTransposed(binder, out, into));
    }
  }

  /** By convolutions with one other kernel, the flipped one if nothing else is said. */
  private abstract static class WithKernel extends ConvolutionGradient {

    final Lazy<INDArray> kernel;

    WithKernel(Window window, Weights weights, Value input, Value output) {
      super(window, input, output);
      this.kernel = new Lazy<>(() -> kernel(weights.get()));
    }

    INDArray kernel(INDArray weights) {
      return flip(weights);
    }

    @Override
    void prepare() {
      kernel.make();
    }

    @Override
    long moreBytes() {
      return Buffer.bytes(kernel.get());
    }
  }

  /** Unit stride: a convolution with the flipped kernel. */
  private static final class Flipped extends WithKernel {

    Flipped(Window window, Weights weights, Value input, Value output) {
      super(window, weights, input, output);
    }

    @Override
    void plan(Binder binder, Operation operation) {
      INDArray out = binder.batched(binder.gradient(output), output);
      Window back =
          window.withoutStride(
              window.spanRows() - 1 - window.padTop(), window.spanColumns() - 1 - window.padLeft());
      binder.contribute(
          operation,
          0,
          into ->
              WindowSums.plan(binder, out, kernel.get(), null, binder.batched(into, input), back));
    }
  }

  /**
   * Any window: the gradient, spread out with zeros between, convolved with the flipped kernel.
   * Slow; for the rare kinds.
   */
  private static final class Stuffed extends WithKernel {

    Stuffed(Window window, Weights weights, Value input, Value output) {
      super(window, weights, input, output);
    }

    @Override
    void plan(Binder binder, Operation operation) {
      ZeroStuffing stuffing = new ZeroStuffing(window, input, output);
      Buffer out = binder.gradient(output);
      Buffer wide = stuffing.scratch(binder);
      binder.contribute(
          operation,
          0,
          into -> {
            for (int example = 0; example < binder.batch(); example++) {
              stuffing.plan(binder, out, example, wide);
              INDArray to = binder.example(into, input, example);
              WindowSums.plan(
                  binder, stuffing.array(wide), kernel.get(), null, to, stuffing.window());
            }
          });
      binder.release(wide);
    }
  }

  /** Strided: the rows and columns of each phase are a small convolution of their own. */
  private static final class Phases extends ConvolutionGradient {

    private final Lazy<List<PhaseKernel>> kernels;

    Phases(Window window, Weights weights, Value input, Value output) {
      super(window, input, output);
      this.kernels = new Lazy<>(() -> PhaseKernel.all(window, weights.get(), input, output));
    }

    @Override
    void prepare() {
      kernels.make();
    }

    @Override
    long moreBytes() {
      return kernels.get().stream().mapToLong(PhaseKernel::weightBytes).sum();
    }

    @Override
    void plan(Binder binder, Operation operation) {
      Buffer out = binder.gradient(output);
      List<Buffer> parts = new ArrayList<>();
      for (PhaseKernel kernel : kernels.get()) {
        Buffer part = binder.scratch((long) binder.batch() * kernel.length());
        kernel.plan(binder, binder.batched(out, output), part);
        parts.add(part);
      }
      binder.contribute(
          operation,
          0,
          into -> PhaseKernel.planScatter(binder, kernels.get(), parts, into, window, input));
      parts.forEach(binder::release);
    }
  }

  /**
   * Strided with few input channels: one convolution that computes a square block of pixels at each
   * position, whose rows are then copied to where they belong.
   */
  private static final class Shuffled extends WithKernel {

    private final int block;

    Shuffled(Window window, Weights weights, Value input, Value output) {
      super(window, weights, input, output);
      this.block = 2 * window.strideRows();
    }

    private int first(int kernelSize, int pad) {
      return -Math.floorDiv(kernelSize - 1 - pad, window.strideRows());
    }

    private int taps(int kernelSize, int pad) {
      return Math.floorDiv(block - 1 + pad, window.strideRows()) - first(kernelSize, pad) + 1;
    }

    /** As many as the picture needs and as it takes to read the whole gradient. */
    private int blocks(int extent, int outputs, int kernelSize, int pad) {
      int step = block / window.strideRows();
      int unread = outputs - first(kernelSize, pad) - taps(kernelSize, pad);
      return Math.max((extent + block - 1) / block, (unread + step - 1) / step + 1);
    }

    @Override
    INDArray kernel(INDArray weights) {
      int stride = window.strideRows();
      int channels = input.channels();
      int rows = taps(window.kernelRows(), window.padTop());
      int columns = taps(window.kernelColumns(), window.padLeft());
      INDArray made =
          Nd4j.create(
              weights.dataType(),
              rows,
              columns,
              output.channels(),
              (long) block * block * channels);
      for (int y = 0; y < block; y++) {
        for (int x = 0; x < block; x++) {
          for (int row = 0; row < window.kernelRows(); row++) {
            for (int column = 0; column < window.kernelColumns(); column++) {
              int dy = y + window.padTop() - row;
              int dx = x + window.padLeft() - column;
              if (Math.floorMod(dy, stride) != 0 || Math.floorMod(dx, stride) != 0) {
                continue;
              }
              int from = (y * block + x) * channels;
              made.get(
                      NDArrayIndex.point(dy / stride - first(window.kernelRows(), window.padTop())),
                      NDArrayIndex.point(
                          dx / stride - first(window.kernelColumns(), window.padLeft())),
                      NDArrayIndex.all(),
                      NDArrayIndex.interval(from, from + channels))
                  .assign(Weights.tap(weights, row, column).transpose());
            }
          }
        }
      }
      return made;
    }

    @Override
    void plan(Binder binder, Operation operation) {
      int rows = blocks(input.dim(0), output.dim(0), window.kernelRows(), window.padTop());
      int columns = blocks(input.dim(1), output.dim(1), window.kernelColumns(), window.padLeft());
      int depth = block * block * input.channels();
      int step = block / window.strideRows();
      Window blocks =
          new Window(
              taps(window.kernelRows(), window.padTop()),
              taps(window.kernelColumns(), window.padLeft()),
              step,
              step,
              1,
              1,
              -first(window.kernelRows(), window.padTop()),
              -first(window.kernelColumns(), window.padLeft()));
      Buffer mixed = binder.scratch((long) binder.batch() * rows * columns * (long) depth);
      INDArray out = binder.batched(binder.gradient(output), output);
      INDArray all = mixed.as(binder.batch(), rows, columns, depth);
      WindowSums.plan(binder, out, kernel.get(), null, all, blocks);
      binder.contribute(
          operation,
          0,
          into -> new BlockCopy(block, input, rows, columns).plan(binder, mixed, into));
      binder.release(mixed);
    }
  }
}
