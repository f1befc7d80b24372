package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Convolution of each channel by itself, with an optional bias. */
public final class DepthwiseConvolution extends Operation implements Foldable {

  private final Window window;
  private final INDArray weights;
  private final @Nullable INDArray bias;
  private final Lazy<INDArray> flipped;

  /**
   * Defines a convolution.
   *
   * @param weights (kernel row, kernel column, channel, 1)
   * @param bias (channel), or null for none
   */
  public DepthwiseConvolution(
      Value input, Value output, Window window, INDArray weights, @Nullable INDArray bias) {
    super(List.of(input), output);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.flipped = new Lazy<>(() -> flip(weights));
  }

  private static INDArray flip(INDArray weights) {
    INDArray flipped = Nd4j.create(weights.dataType(), weights.shape());
    for (int row = 0; row < weights.size(0); row++) {
      for (int column = 0; column < weights.size(1); column++) {
        tap(flipped, weights.size(0) - 1 - row, weights.size(1) - 1 - column)
            .assign(tap(weights, row, column));
      }
    }
    return flipped;
  }

  private static INDArray tap(INDArray weights, long row, long column) {
    return weights.get(
        NDArrayIndex.point(row),
        NDArrayIndex.point(column),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  @Override
  public Operation folded(INDArray scale, INDArray shift, Value newOutput) {
    INDArray newBias = bias == null ? shift : bias.mul(scale).addi(shift);
    INDArray newWeights = weights.mul(scale.reshape(1, 1, scale.length(), 1));
    return new DepthwiseConvolution(input(), newOutput, window, newWeights, newBias);
  }

  @Override
  public void prepare(boolean derivatives) {
    if (derivatives && weights.dataType() == DataType.FLOAT) {
      flipped.make();
    }
  }

  /** At most: with normalisation folded in, and flipped. */
  @Override
  public long moreWeightBytes() {
    return 2 * Buffer.bytes(weights);
  }

  @Override
  public Kernel bind(Binder binder) {
    return binder.precision() == Precision.FLOAT64 && Nd4j.getEnvironment().isCPU()
        ? new Summed(binder)
        : new Native(binder);
  }

  /** For numbers of 64 bits. */
  private final class Summed implements Kernel {

    private final Binder binder;
    private final DepthwiseSums sums;

    Summed(Binder binder) {
      this.binder = binder;
      this.sums = DepthwiseSums.of(binder, window, input(), output(), weights);
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      sums.plan(from, binder.output(DepthwiseConvolution.this), bias);
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contribute(
          DepthwiseConvolution.this, 0, into -> sums.transposed().plan(out, into, null));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      sums.plan(from, binder.tangentOutput(DepthwiseConvolution.this), null);
    }
  }

  private final class Native implements Kernel {

    private final Binder binder;

    Native(Binder binder) {
      this.binder = binder;
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.output(DepthwiseConvolution.this);
      apply(from, to, bias);
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      apply(from, binder.tangentOutput(DepthwiseConvolution.this), null);
    }

    private void apply(Buffer from, Buffer to, @Nullable INDArray withBias) {
      INDArray x = binder.batched(from, input());
      INDArray y = binder.batched(to, output());
      INDArray[] inputs = withBias == null ? arrays(x, weights) : arrays(x, weights, withBias);
      convolve(inputs, y, window);
    }

    private void convolve(INDArray[] inputs, INDArray to, Window how) {
      NativeCall call = binder.call("depthwise_conv2d", inputs, arrays(to), how.arguments(1, 0));
      call.withGivenOutputShape();
      if (how.isDilated()) {
        call.withoutHelpers();
      }
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      int top = window.spanRows() - 1 - window.padTop();
      int left = window.spanColumns() - 1 - window.padLeft();
      if (window.hasUnitStride() && top >= 0 && left >= 0) {
        Window back = withoutStride(top, left);
        INDArray gradient = binder.batched(out, output());
        binder.contribute(
            DepthwiseConvolution.this,
            0,
            into -> convolve(arrays(gradient, flipped.get()), binder.batched(into, input()), back));
        return;
      }
      ZeroStuffing stuffing = new ZeroStuffing(window, input(), output());
      Buffer wide = stuffing.scratch(binder);
      binder.contribute(
          DepthwiseConvolution.this,
          0,
          into -> {
            for (int example = 0; example < binder.batch(); example++) {
              stuffing.plan(binder, out, example, wide);
              INDArray[] inputs = arrays(stuffing.array(wide), flipped.get());
              convolve(inputs, binder.example(into, input(), example), stuffing.window());
            }
          });
      binder.release(wide);
    }

    private Window withoutStride(int top, int left) {
      return new Window(
          window.kernelRows(),
          window.kernelColumns(),
          1,
          1,
          window.dilationRows(),
          window.dilationColumns(),
          top,
          left);
    }
  }
}
