package org.conductance4j.engine.kernel;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two-dimensional convolution (cross-correlation, as all frameworks have it) with an optional bias.
 */
public final class Convolution extends LinearOperation implements Foldable, Biased {

  private final Window window;
  private final Weights weights;
  private final @Nullable INDArray bias;
  private final @Nullable MinimalFiltering filtering;
  private final ConvolutionGradient gradient;

  /**
   * Defines a convolution.
   *
   * @param bias (output channel), or null for none
   */
  public Convolution(
      Value input, Value output, Window window, Weights weights, @Nullable INDArray bias) {
    super(input, output);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.filtering = MinimalFiltering.of(window, weights, input, output);
    this.gradient = ConvolutionGradient.of(window, weights, input, output, filtering);
  }

  private Convolution(Convolution other, @Nullable INDArray bias) {
    super(other.input(), other.output());
    this.window = other.window;
    this.weights = other.weights;
    this.bias = bias;
    this.filtering = other.filtering;
    this.gradient = other.gradient;
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    return new Convolution(input(), newOutput, window, weights.scaled(scale), newBias);
  }

  @Override
  public @Nullable INDArray separateBias() {
    return isProduct() ? bias : null;
  }

  @Override
  public Operation withoutBias() {
    return new Convolution(this, null);
  }

  /** Whether it is a matrix product over the positions that it reads, all of which exist. */
  private boolean isProduct() {
    return window.hasSingleTap()
        && window.padBottom(input().dim(0), output().dim(0)) <= 0
        && window.padRight(input().dim(1), output().dim(1)) <= 0;
  }

  @Override
  public void prepare(boolean derivatives) {
    if (filtering != null) {
      filtering.prepare();
    } else {
      weights.get();
    }
    if (derivatives) {
      gradient.prepare();
    }
  }

  @Override
  public long moreWeightBytes() {
    return filtering != null ? filtering.bytes() : weights.moreBytes() + gradient.moreBytes();
  }

  @Override
  void planVjp(Binder binder) {
    gradient.plan(binder, this);
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    INDArray added = withBias ? bias : null;
    if (filtering != null) {
      filtering.plan(binder, from, to, added);
      return;
    }
    if (isProduct()) {
      multiply(binder, from, weights.get(), binder.matrix(to, output()), added);
      return;
    }
    INDArray x = binder.batched(from, input());
    INDArray y = binder.batched(to, output());
    WindowSums.plan(binder, x, weights.get(), added, y, window);
  }

  private void multiply(
      Binder binder, Buffer from, INDArray kernels, INDArray to, @Nullable INDArray added) {
    boolean all = window.hasUnitStride();
    PositionCopy read = new PositionCopy(window, input(), output());
    Buffer rows = all ? from : read.plan(binder, from);
    INDArray x = rows.as((long) binder.batch() * output().positions(), input().channels());
    Dense.multiply(binder, x, matrixOf(kernels), to, false);
    if (!all) {
      binder.release(rows);
    }
    binder.addBias(to, added);
  }

  /** Kernels of one tap as a matrix (input channel, output channel). */
  static INDArray matrixOf(INDArray weights) {
    return weights.reshape(weights.size(2), weights.size(3));
  }
}
