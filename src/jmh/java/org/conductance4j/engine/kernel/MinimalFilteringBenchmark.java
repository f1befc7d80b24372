package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
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
 * Is a convolution of 3 × 3 taps faster with fewer products or as oneDNN's, tap by tap, on one core
 * as in a lane?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=MinimalFilteringBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MinimalFilteringBenchmark {

  /** Extent and channels: the last two of ResNet-50. */
  @Param({"28,256", "14,256", "7,512"})
  private String shape = "";

  /** Examples. */
  @Param({"1", "4"})
  private int batch;

  private @Nullable PlannedOperation filtered;
  private @Nullable NativeCall convolution;

  /** Makes both over the same shapes. */
  @Setup
  public void prepare() {
    String[] parts = shape.split(",", -1);
    int extent = Integer.parseInt(parts[0]);
    int channels = Integer.parseInt(parts[1]);
    Value input = new Value(new int[] {extent, extent, channels}, AxisOrder.CHANNELS_FIRST);
    Window window = new Window(3, 3, 1, 1, 1, 1, 1, 1);
    INDArray numbers = BenchmarkNumbers.array(3, 3, channels, channels);
    Weights weights = new Weights(new Lazy<>(() -> numbers), DataType.FLOAT, DataType.FLOAT);
    Operation operation = new Convolution(input, input.alike(), window, weights, null);
    filtered = new PlannedOperation(batch, List.of(input), List.of(operation));
    INDArray x = BenchmarkNumbers.array(batch, extent, extent, channels);
    INDArray y = Nd4j.create(x.dataType(), x.shape());
    convolution =
        NativeCall.of(
            "conv2d", arrays(x, numbers), arrays(y), new double[0], window.arguments(1, 0));
  }

  /** With fewer products. */
  @Benchmark
  public void filtered() {
    if (filtered != null) {
      Threads.runAlone(filtered::forward);
    }
  }

  /** The transpose, with fewer products. */
  @Benchmark
  public void filteredTranspose() {
    if (filtered != null) {
      Threads.runAlone(filtered::vjp);
    }
  }

  /** Tap by tap. */
  @Benchmark
  public void convolution() {
    if (convolution != null) {
      Threads.runAlone(convolution);
    }
  }

  /** Frees both. */
  @TearDown
  public void close() {
    if (filtered != null) {
      filtered.close();
    }
    if (convolution != null) {
      convolution.close();
    }
  }
}
