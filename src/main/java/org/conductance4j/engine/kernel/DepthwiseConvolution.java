package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Convolution of each channel by itself, with an optional bias. */
public final class DepthwiseConvolution extends LinearOperation implements Foldable {

  private final Window window;
  private final INDArray weights;
  private final @Nullable INDArray bias;
  private final Lazy<INDArray> flipped;
  private final Lazy<double[][]> taps;

  /**
   * Defines a convolution.
   *
   * @param weights (kernel row, kernel column, channel, 1)
   * @param bias (channel), or null for none
   */
  public DepthwiseConvolution(
      Value input, Value output, Window window, INDArray weights, @Nullable INDArray bias) {
    super(input, output);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.flipped = new Lazy<>(() -> flip(weights));
    this.taps = new Lazy<>(() -> weights.reshape('c', -1, input.channels()).toDoubleMatrix());
  }

  private static INDArray flip(INDArray weights) {
    INDArray flipped = Nd4j.create(weights.dataType(), weights.shape());
    int lastRow = (int) weights.size(0) - 1;
    int lastColumn = (int) weights.size(1) - 1;
    for (int row = 0; row <= lastRow; row++) {
      for (int column = 0; column <= lastColumn; column++) {
        Weights.tap(flipped, lastRow - row, lastColumn - column)
            .assign(Weights.tap(weights, row, column));
      }
    }
    return flipped;
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

  /** In float64 on a CPU; null elsewhere. */
  private @Nullable DepthwiseSums sums(Binder binder) {
    return binder.precision() == Precision.FLOAT64 && Nd4j.getEnvironment().isCPU()
        ? new DepthwiseSums(
            binder, window.rows(input(), output()), window.columns(input(), output()), taps.get())
        : null;
  }

  @Override
  void apply(Binder binder, Buffer from, Buffer to, boolean withBias) {
    INDArray added = withBias ? bias : null;
    DepthwiseSums sums = sums(binder);
    if (sums != null) {
      sums.plan(from, to, added);
      return;
    }
    INDArray x = binder.batched(from, input());
    INDArray y = binder.batched(to, output());
    convolve(binder, added == null ? arrays(x, weights) : arrays(x, weights, added), y, window);
  }

  private static void convolve(Binder binder, INDArray[] inputs, INDArray to, Window how) {
    NativeCall call = binder.call("depthwise_conv2d", inputs, arrays(to), how.arguments(1, 0));
    call.withGivenOutputShape();
    if (how.isDilated()) {
      call.withoutHelpers();
    }
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    DepthwiseSums sums = sums(binder);
    if (sums != null) {
      binder.contribute(this, 0, into -> sums.transposed().plan(out, into, null));
      return;
    }
    int top = window.spanRows() - 1 - window.padTop();
    int left = window.spanColumns() - 1 - window.padLeft();
    if (window.hasUnitStride() && top >= 0 && left >= 0) {
      INDArray[] inputs = arrays(binder.batched(out, output()), flipped.get());
      Window back = window.withoutStride(top, left);
      binder.contribute(
          this, 0, into -> convolve(binder, inputs, binder.batched(into, input()), back));
      return;
    }
    ZeroStuffing stuffing = new ZeroStuffing(window, input(), output());
    Buffer wide = stuffing.scratch(binder);
    binder.contribute(
        this,
        0,
        into -> {
          for (int example = 0; example < binder.batch(); example++) {
            stuffing.plan(binder, out, example, wide);
            INDArray[] inputs = arrays(stuffing.array(wide), flipped.get());
            convolve(binder, inputs, binder.example(into, input(), example), stuffing.window());
          }
        });
    binder.release(wide);
  }
}
