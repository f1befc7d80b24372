package org.conductance4j.surgery;

import java.util.Arrays;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Target;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How long a forward pass takes, for one example medians of a few runs: DL4J's alone, ours in
 * batches of eight.
 *
 * @param milliseconds this project's pass
 * @param dl4jMilliseconds DL4J's own pass
 */
public record ForwardTime(double milliseconds, double dl4jMilliseconds) {

  private static final int BATCH = 8;
  private static final int LEAST_RUNS = 3;
  private static final int MOST_RUNS = 64;
  private static final double ENOUGH_SECONDS = 0.5;
  private static final double NANOSECONDS = 1e9;
  private static final double MILLISECONDS = 1e3;

  static ForwardTime of(ComputationGraph graph, Program program, Probes probes) {
    INDArray one = probes.batch(graph, 1);
    double[] inputs = probes.inputs(program, BATCH);
    double dl4j = seconds(() -> graph.outputSingle(false, one));
    try (Evaluator evaluator = program.whole(Target.OUTPUT).bindForward(BATCH)) {
      double own = seconds(() -> evaluator.forward(inputs));
      return new ForwardTime(MILLISECONDS * own / BATCH, MILLISECONDS * dl4j);
    }
  }

  /** The median of some runs after one that does not count. */
  private static double seconds(Runnable run) {
    run.run();
    double[] times = new double[MOST_RUNS];
    int count = 0;
    double spent = 0;
    while (count < MOST_RUNS && (count < LEAST_RUNS || spent < ENOUGH_SECONDS)) {
      long start = System.nanoTime();
      run.run();
      times[count] = (System.nanoTime() - start) / NANOSECONDS;
      spent += times[count++];
    }
    double[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
