package org.conductance4j.engine;

import static org.conductance4j.engine.Binder.arrays;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix product over the last axis with an optional bias: y = x W + b. */
final class Dense extends Operation implements Foldable, Biased {

  private final INDArray weights;
  private final INDArray transposed;
  private final @Nullable INDArray bias;

  /**
   * Defines a product.
   *
   * @param weights (input feature, output feature)
   * @param bias (output feature), or null for none
   */
  Dense(Value input, Value output, INDArray weights, @Nullable INDArray bias) {
    super(List.of(input), output);
    this.weights = weights;
    this.transposed =
        Buffer.array(weights.dataType(), weights.size(1), weights.size(0))
            .assign(weights.transpose());
    this.bias = bias;
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    return new Dense(input(), newOutput, weights.mulRowVector(scale), newBias);
  }

  @Override
  public @Nullable INDArray separateBias() {
    return bias;
  }

  @Override
  public Operation withoutBias() {
    return new Dense(input(), output(), weights, null);
  }

  @Override
  Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  /** Plans {@code c (+)= a b} for dense matrices. */
  static void multiply(Binder binder, INDArray a, INDArray b, INDArray c, boolean accumulate) {
    double[] factors = accumulate ? new double[] {1, 1} : new double[] {};
    binder.call("matmul", arrays(a, b), arrays(c), factors, new long[] {0, 0, 0});
  }

  private final class Bound implements Kernel {

    private final Binder binder;

    Bound(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      INDArray x = binder.matrix(binder.value(input()), input());
      INDArray y = binder.matrix(binder.output(Dense.this), output());
      multiply(binder, x, weights, y, false);
      if (bias != null) {
        INDArray row = bias;
        binder.step(() -> y.addiRowVector(row));
      }
    }

    @Override
    public void planVjp() {
      INDArray out = binder.matrix(binder.gradient(output()), output());
      Binder.Sum sum = binder.gradientSum(Dense.this, 0);
      multiply(binder, out, transposed, binder.matrix(sum.buffer(), input()), sum.accumulate());
    }

    @Override
    public void planJvp() {
      INDArray v = binder.matrix(binder.tangent(input()), input());
      INDArray t = binder.matrix(binder.tangentOutput(Dense.this), output());
      multiply(binder, v, weights, t, false);
    }
  }
}
