package org.conductance4j.engine.kernel;

import java.util.concurrent.TimeUnit;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
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
 * What does it cost to bring one example into the engine and out of it, as doubles with the
 * channels first?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=BoundaryCopyBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BoundaryCopyBenchmark {

  /** Extent and channels: a picture, the photo's layer, a large layer. */
  @Param({"224,3", "28,40", "56,256"})
  private String shape = "";

  private Value value = Value.flat(1);
  private double[] example = {};
  private @Nullable Buffer buffer;

  /** Draws an example. */
  @Setup
  public void prepare() {
    String[] parts = shape.split(",", -1);
    int extent = Integer.parseInt(parts[0]);
    int channels = Integer.parseInt(parts[1]);
    value = new Value(new int[] {extent, extent, channels}, AxisOrder.CHANNELS_FIRST);
    example = BenchmarkNumbers.drawn(value.length());
    buffer = new Buffer(Precision.FLOAT32, value.length());
  }

  /** Into the engine. */
  @Benchmark
  public void write() {
    if (buffer != null) {
      Transposition.write(buffer, value, 0, example, 0);
    }
  }

  /** Out of it. */
  @Benchmark
  public void read() {
    if (buffer != null) {
      Transposition.read(buffer, value, 0, example, 0);
    }
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    if (buffer != null) {
      buffer.close();
    }
  }
}
