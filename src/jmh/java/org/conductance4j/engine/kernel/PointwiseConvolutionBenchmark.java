package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.concurrent.TimeUnit;
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
 * Is a pointwise convolution faster as a matrix product or as oneDNN's convolution, which prepares
 * its weights at every call?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=PointwiseConvolutionBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PointwiseConvolutionBenchmark {

  private static final int BATCH = 4;

  /** Extent, input channels, output channels: two of EfficientNet-Lite0, two of ResNet-50. */
  @Param({"112,16,96", "14,112,672", "56,64,256", "14,1024,256"})
  private String shape = "";

  private NativeCall product = call("identity", Nd4j.ones(1), Nd4j.ones(1));
  private NativeCall convolution = product;

  /** Makes both calls over the same numbers. */
  @Setup
  public void prepare() {
    String[] parts = shape.split(",", -1);
    long extent = Long.parseLong(parts[0]);
    long in = Long.parseLong(parts[1]);
    long out = Long.parseLong(parts[2]);
    long rows = BATCH * extent * extent;
    INDArray x = BenchmarkNumbers.array(BATCH, extent, extent, in);
    INDArray weights = BenchmarkNumbers.array(1, 1, in, out);
    INDArray y = Nd4j.create(x.dataType(), BATCH, extent, extent, out);
    long[] window = {1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0};
    convolution = NativeCall.of("conv2d", arrays(x, weights), arrays(y), new double[0], window);
    product =
        NativeCall.of(
            "matmul",
            arrays(x.reshape(rows, in), weights.reshape(in, out)),
            arrays(y.reshape(rows, out)),
            new double[0],
            new long[] {0, 0, 0});
  }

  private static NativeCall call(String name, INDArray from, INDArray to) {
    return NativeCall.of(name, arrays(from), arrays(to), new double[0], new long[0]);
  }

  /** As a product. */
  @Benchmark
  public void product() {
    product.run();
  }

  /** As a convolution. */
  @Benchmark
  public void convolution() {
    convolution.run();
  }

  /** Frees the calls. */
  @TearDown
  public void close() {
    product.close();
    convolution.close();
  }
}
