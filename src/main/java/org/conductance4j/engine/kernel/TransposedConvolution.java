package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The transpose of a two-dimensional convolution, with an optional bias; its own transpose is that
 * convolution.
 */
public final class TransposedConvolution extends LinearOperation implements Foldable {

  private final Window window;
  private final INDArray weights;
  private final @Nullable INDArray bias;

  /**
   * Defines a transposed convolution.
   *
   * @param window the convolution's, which slides over the output
   * @param weights (kernel row, kernel column, output channel, input channel)
   * @param bias (output channel), or null for none
   */
  public TransposedConvolution(
      Value input, Value output, Window window, INDArray weights, @Nullable INDArray bias) {
    super(input, output);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    INDArray newWeights = weights.mul(scale.reshape(1, 1, scale.length(), 1));
    return new TransposedConvolution(input(), newOutput, window, newWeights, newBias);
  }

  /** At most: with normalisation folded in. */
  @Override
  public long moreWeightBytes() {
    return Buffer.bytes(weights);
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    INDArray x = binder.batched(from, input());
    INDArray[] inputs = withBias && bias != null ? arrays(x, weights, bias) : arrays(x, weights);
    NativeCall call =
        binder
            .call("deconv2d", inputs, arrays(binder.batched(to, output())), window.arguments(1, 0))
            .withGivenOutputShape();
    if (window.isDilated() || window.padTop() < 0 || window.padLeft() < 0) {
      call.withoutHelpers();
    }
  }

  @Override
  void planVjp(Binder binder) {
    INDArray out = binder.batched(binder.gradient(output()), output());
    binder.contribute(
        this,
        0,
        into -> WindowSums.plan(binder, out, weights, null, binder.batched(into, input()), window));
  }
}
