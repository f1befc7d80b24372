package org.conductance4j.ranking;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.conductance4j.array.Tensor;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to order all neurons of a layer, beside a pass through a network (20 ms and
 * more)?
 *
 * <p>{@code mvn -Pbench -DskipTests test-compile exec:exec -Djmh=RankingBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RankingBenchmark {

  /** Neurons: of the shipped network's second stage, of the photo's layer, of a large one. */
  @Param({"18432", "31360", "401408"})
  private int neurons;

  private Tensor scores = Tensor.zeros(1);

  /** Draws scores from a fixed seed. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = random.doubles(neurons, -1, 1).toArray();
    scores = Tensor.of(new int[] {neurons}, values);
  }

  /**
   * Orders the neurons.
   *
   * @return their order
   */
  @Benchmark
  public int[] order() {
    return Ranking.of("scores", scores).order();
  }
}
