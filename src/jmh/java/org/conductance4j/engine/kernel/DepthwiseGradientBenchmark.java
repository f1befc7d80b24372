package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the gradient of a depthwise convolution with stride 2 cost, beside ND4J's own operation
 * for it, which computes the gradient of the weights as well?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=DepthwiseGradientBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DepthwiseGradientBenchmark {

  private static final int BATCH = 4;

  /** Extent, channels, kernel: three of EfficientNet-Lite0. */
  @Param({"112,96,3", "56,144,5", "28,240,3"})
  private String shape = "";

  private @Nullable PlannedOperation ours;
  private @Nullable NativeCall theirs;

  /** Makes both over the same shapes. */
  @Setup
  public void prepare() {
    String[] parts = shape.split(",", -1);
    int extent = Integer.parseInt(parts[0]);
    int channels = Integer.parseInt(parts[1]);
    int kernel = Integer.parseInt(parts[2]);
    int pad = kernel / 2;
    Window window = new Window(kernel, kernel, 2, 2, 1, 1, pad, pad);
    INDArray weights = BenchmarkNumbers.array(kernel, kernel, channels, 1);
    Value input = new Value(new int[] {extent, extent, channels}, AxisOrder.CHANNELS_FIRST);
    Value output = input.shaped(extent / 2, extent / 2, channels);
    Operation operation = new DepthwiseConvolution(input, output, window, weights, null);
    ours = new PlannedOperation(BATCH, List.of(input), List.of(operation));
    INDArray x = BenchmarkNumbers.array(BATCH, extent, extent, channels);
    INDArray gradient = BenchmarkNumbers.array(BATCH, extent / 2, extent / 2, channels);
    theirs =
        NativeCall.of(
            "depthwise_conv2d_bp",
            arrays(x, weights, gradient),
            arrays(Nd4j.zerosLike(x), Nd4j.zerosLike(weights)),
            new double[0],
            window.arguments(1, 0));
  }

  /** The engine's: zeros put between, then a convolution with the kernel turned round. */
  @Benchmark
  public void engine() {
    if (ours != null) {
      ours.vjp();
    }
  }

  /** ND4J's. */
  @Benchmark
  public void nd4j() {
    if (theirs != null) {
      theirs.run();
    }
  }

  /** Frees both. */
  @TearDown
  public void close() {
    if (ours != null) {
      ours.close();
    }
    if (theirs != null) {
      theirs.close();
    }
  }
}
