package org.conductance4j.engine.kernel;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
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
 * What is gained by adding the other branch of a residual block in the sweep of the bias and the
 * ReLU behind it?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=ResidualSumBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResidualSumBenchmark {

  private static final int BATCH = 4;

  /** Extent and channels: the first and the last blocks of ResNet-50. */
  @Param({"56,256", "7,2048"})
  private String shape = "";

  private @Nullable PlannedOperation fused;
  private @Nullable PlannedOperation separate;

  /** Plans both over the same shapes. */
  @Setup
  public void prepare() {
    String[] parts = shape.split(",", -1);
    int extent = Integer.parseInt(parts[0]);
    int channels = Integer.parseInt(parts[1]);
    INDArray bias = BenchmarkNumbers.array(channels);
    Value branch = new Value(new int[] {extent, extent, channels}, AxisOrder.CHANNELS_FIRST);
    Value shortcut = branch.alike();
    Value sum = branch.alike();
    Value output = branch.alike();
    List<Value> sources = List.of(branch, shortcut);
    Sum whole = new Sum(sources, sum);
    ClippedRelu relu = new ClippedRelu(sum, output, Double.POSITIVE_INFINITY).withBias(bias);
    separate = new PlannedOperation(BATCH, sources, List.of(whole, relu));
    fused = new PlannedOperation(BATCH, sources, List.of(relu.of(whole)));
  }

  /** One sweep. */
  @Benchmark
  public void fused() {
    if (fused != null) {
      fused.forward();
    }
  }

  /** A sweep for the sum and one for the bias and the ReLU. */
  @Benchmark
  public void separate() {
    if (separate != null) {
      separate.forward();
    }
  }

  /** Frees both. */
  @TearDown
  public void close() {
    if (fused != null) {
      fused.close();
    }
    if (separate != null) {
      separate.close();
    }
  }
}
