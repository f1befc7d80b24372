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
final class Convolution extends Operation implements Foldable, Biased {

  private final Window window;
  private final Once<INDArray> weights;
  private final @Nullable INDArray bias;
  private final ConvolutionGradient gradient;

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
        ConvolutionGradient.of(window, weights, input, output));
  }

  private Convolution(
      Value input,
      Value output,
      Window window,
      Once<INDArray> weights,
      @Nullable INDArray bias,
      ConvolutionGradient gradient) {
    super(List.of(input), output);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.gradient = gradient;
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    Once<INDArray> newWeights = new Once<>(() -> scaled(weights.get(), scale));
    return new Convolution(input(), newOutput, window, newWeights, newBias);
  }

  private static INDArray scaled(INDArray weights, INDArray scale) {
    INDArray[] factors = {weights, scale.reshape(1, 1, 1, scale.length())};
    INDArray product = Buffer.array(weights.dataType(), weights.shape());
    Nd4j.exec(new DynamicCustomOp("multiply", factors, arrays(product)));
    return product;
  }

  @Override
  public @Nullable INDArray separateBias() {
    return isProduct() ? bias : null;
  }

  @Override
  public Operation withoutBias() {
    return new Convolution(input(), output(), window, weights, null, gradient);
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
      apply(from, to, bias);
    }

    @Override
    public void planVjp() {
      gradient.plan(binder, Convolution.this);
    }

    @Override
    public void planJvp() {
      Buffer to = binder.tangentOutput(Convolution.this);
      apply(binder.tangent(input()), to, null);
    }

    private void apply(Buffer from, Buffer to, @Nullable INDArray withBias) {
      if (isProduct()) {
        multiply(from, weights.get(), binder.matrix(to, output()), withBias);
        return;
      }
      INDArray x = binder.batched(from, input());
      INDArray y = binder.batched(to, output());
      WindowSums.plan(binder, x, weights.get(), withBias, y, window);
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
