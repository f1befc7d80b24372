package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix product over the last axis with an optional bias: y = x W + b. */
public final class Dense extends LinearOperation implements Foldable, Biased {

  private final INDArray weights;
  private final TransposedMatrix transposed;
  private final @Nullable INDArray bias;
  private final long moreBytes;

  /**
   * Defines a product.
   *
   * @param weights (input feature, output feature)
   * @param bias (output feature), or null for none
   */
  public Dense(Value input, Value output, INDArray weights, @Nullable INDArray bias) {
    this(input, output, weights, bias, 0);
  }

  private Dense(
      Value input, Value output, INDArray weights, @Nullable INDArray bias, long weightBytes) {
    super(input, output);
    this.weights = weights;
    this.transposed = new TransposedMatrix(() -> weights, weights.dataType());
    this.bias = bias;
    this.moreBytes = weightBytes + transposed.moreBytes();
  }

  private Dense(Dense other, Value input, Value output, @Nullable INDArray bias, long moreBytes) {
    super(input, output);
    this.weights = other.weights;
    this.transposed = other.transposed;
    this.bias = bias;
    this.moreBytes = moreBytes;
  }

  /** The same product of another value, such as that of a later time. */
  public Dense repeated(Value input, Value output) {
    return new Dense(this, input, output, bias, 0);
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    if (scale.eq(1).all()) {
      return new Dense(this, input(), newOutput, newBias, moreBytes);
    }
    INDArray newWeights = weights.mulRowVector(scale);
    return new Dense(input(), newOutput, newWeights, newBias, Buffer.bytes(newWeights));
  }

  @Override
  public @Nullable INDArray separateBias() {
    return bias;
  }

  @Override
  public Operation withoutBias() {
    return new Dense(this, input(), output(), null, moreBytes);
  }

  @Override
  public void prepare(boolean derivatives) {
    if (derivatives) {
      transposed.prepare();
    }
  }

  @Override
  public long moreWeightBytes() {
    return moreBytes;
  }

  /** Plans {@code c (+)= a b} for dense matrices. */
  static void multiply(Binder binder, INDArray a, INDArray b, INDArray c, boolean accumulate) {
    multiply(binder, a, b, false, c, accumulate);
  }

  /** Plans {@code c (+)= a b}, or {@code a bᵀ} where b is read transposed. */
  static void multiply(
      Binder binder, INDArray a, INDArray b, boolean transposed, INDArray c, boolean accumulate) {
    double[] factors = accumulate ? new double[] {1, 1} : new double[] {};
    long[] flags = {0, transposed ? 1 : 0, 0};
    binder.call("matmul", arrays(a, b), arrays(c), factors, flags);
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    INDArray y = binder.matrix(to, output());
    multiply(binder, binder.matrix(from, input()), weights, y, false);
    binder.addBias(y, withBias ? bias : null);
  }

  @Override
  void planVjp(Binder binder) {
    INDArray out = binder.matrix(binder.gradient(output()), output());
    Binder.Sum sum = binder.gradientSum(this, 0);
    transposed.multiply(binder, out, binder.matrix(sum.buffer(), input()), sum.accumulate());
  }
}
