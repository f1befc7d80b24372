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
 * How is a gradient passed through a ReLU: in the engine's sweep over the value's bits, by a
 * product with a mask that was made before, or by ND4J's own operation?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=ReluGradientBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReluGradientBenchmark {

  private static final int BATCH = 4;

  /** Extent and channels: of EfficientNet-Lite0 and of ResNet-50. */
  @Param({"112,96", "56,256", "14,1024"})
  private String shape = "";

  private @Nullable PlannedOperation ours;
  private @Nullable NativeCall masked;
  private @Nullable NativeCall theirs;

  /** Makes all three over the same shapes. */
  @Setup
  public void prepare() {
    String[] parts = shape.split(",", -1);
    int extent = Integer.parseInt(parts[0]);
    int channels = Integer.parseInt(parts[1]);
    Value input = new Value(new int[] {extent, extent, channels}, AxisOrder.CHANNELS_FIRST);
    Operation relu = new ClippedRelu(input, input.alike(), Double.POSITIVE_INFINITY);
    ours = new PlannedOperation(BATCH, List.of(input), List.of(relu));
    INDArray value = BenchmarkNumbers.array((long) BATCH * input.length());
    INDArray gradient = value.dup();
    INDArray mask = value.gt(0).castTo(value.dataType());
    masked = call("multiply", gradient, mask, gradient);
    theirs = call("relu_bp", value, gradient, Nd4j.zerosLike(value));
  }

  private static NativeCall call(String name, INDArray a, INDArray b, INDArray to) {
    return NativeCall.of(name, arrays(a, b), arrays(to), new double[0], new long[0]);
  }

  /** The engine's sweep. */
  @Benchmark
  public void engine() {
    if (ours != null) {
      ours.vjp();
    }
  }

  /** A product with a mask; making the mask costs another sweep at each point. */
  @Benchmark
  public void mask() {
    if (masked != null) {
      masked.run();
    }
  }

  /** ND4J's own. */
  @Benchmark
  public void nd4j() {
    if (theirs != null) {
      theirs.run();
    }
  }

  /** Frees all three. */
  @TearDown
  public void close() {
    if (ours != null) {
      ours.close();
    }
    if (masked != null) {
      masked.close();
    }
    if (theirs != null) {
      theirs.close();
    }
  }
}
