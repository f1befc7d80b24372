package org.conductance4j.engine;

import static org.conductance4j.engine.Binder.arrays;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two-dimensional convolution (cross-correlation, as all frameworks have it) with an optional bias.
 */
final class Convolution extends Operation implements Foldable, Biased, Summing {

  private final Window window;
  private final Once<INDArray> weights;
  private final @Nullable INDArray bias;
  private final ConvolutionGradient gradient;
  private final @Nullable ExactSums sums;

  /**
   * Defines a convolution.
   *
   * @param weights (kernel row, kernel column, input channel, output channel), the same array each
   *     time
   * @param bias (output channel), or null for none
   */
  Convolution(
      Value input, Value output, Window window, Once<INDArray> weights, @Nullable INDArray bias) {
    this(
        input,
        output,
        window,
        weights,
        bias,
        ConvolutionGradient.of(window, weights, input, output),
        null);
  }

  private Convolution(
      Value input,
      Value output,
      Window window,
      Once<INDArray> weights,
      @Nullable INDArray bias,
      ConvolutionGradient gradient,
      @Nullable ExactSums sums) {
    super(List.of(input), output);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.gradient = gradient;
    this.sums = sums;
  }

  @Override
  public Convolution withExactSums() {
    int terms = window.kernelRows() * window.kernelColumns() * input().channels();
    ExactSums exact = ExactSums.overChannels(weights, terms, output().channels());
    return new Convolution(input(), output(), window, weights, bias, gradient, exact);
  }

  @Override
  public boolean sumsExactly() {
    return sums != null;
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    Once<INDArray> newWeights = new Once<>(() -> scaled(weights.get(), scale));
    Convolution folded = new Convolution(input(), newOutput, window, newWeights, newBias);
    return sums == null ? folded : folded.withExactSums();
  }

  private static INDArray scaled(INDArray weights, INDArray scale) {
    INDArray[] factors = {weights, scale.reshape(1, 1, 1, scale.length())};
    INDArray product = Buffer.array(weights.dataType(), weights.shape());
    Nd4j.exec(new DynamicCustomOp("multiply", factors, arrays(product)));
    return product;
  }

  /** Exact sums take the bias in before they are rounded. */
  @Override
  public @Nullable INDArray separateBias() {
    return isProduct() && sums == null ? bias : null;
  }

  @Override
  public Operation withoutBias() {
    return new Convolution(input(), output(), window, weights, null, gradient, sums);
  }

  /** Whether it is a matrix product over the positions that it reads, all of which exist. */
  private boolean isProduct() {
    return window.hasSingleTap()
        && window.padBottom(input().dim(0), output().dim(0)) <= 0
        && window.padRight(input().dim(1), output().dim(1)) <= 0;
  }

  @Override
  void prepare(boolean derivatives) {
    weights.make();
    if (sums != null) {
      sums.prepare();
    }
    if (derivatives) {
      gradient.prepare();
    }
  }

  @Override
  Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;

    Bound(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.output(Convolution.this);
      if (sums == null) {
        apply(from, weights.get(), to, bias);
      } else {
        sums.plan(binder, Convolution.this, to, bias, (x, part, y) -> apply(x, part, y, null));
      }
    }

    @Override
    public void planVjp() {
      gradient.plan(binder, Convolution.this);
    }

    @Override
    public void planJvp() {
      Buffer to = binder.tangentOutput(Convolution.this);
      apply(binder.tangent(input()), weights.get(), to, null);
    }

    private void apply(Buffer from, INDArray kernels, Buffer to, @Nullable INDArray withBias) {
      if (isProduct()) {
        multiply(from, kernels, binder.matrix(to, output()), withBias);
        return;
      }
      INDArray x = binder.batched(from, input());
      INDArray[] inputs = withBias == null ? arrays(x, kernels) : arrays(x, kernels, withBias);
      NativeCall call =
          binder.call(
              "conv2d", inputs, arrays(binder.batched(to, output())), window.arguments(1, 0));
      call.withGivenOutputShape();
      if (window.isDilated()) {
        call.withoutHelpers();
      }
    }

    private void multiply(Buffer from, INDArray kernels, INDArray to, @Nullable INDArray withBias) {
      boolean all = window.hasUnitStride();
      PositionCopy read = new PositionCopy(window, input(), output());
      Buffer rows = all ? from : read.plan(binder, from);
      INDArray x = rows.as((long) binder.batch() * output().positions(), input().channels());
      Dense.multiply(binder, x, matrixOf(kernels), to, false);
      if (!all) {
        binder.release(rows);
      }
      if (withBias != null) {
        binder.step(() -> to.addiRowVector(withBias));
      }
    }
  }

  /** Kernels of one tap as a matrix (input channel, output channel). */
  static INDArray matrixOf(INDArray weights) {
    return weights.reshape(weights.size(2), weights.size(3));
  }
}
