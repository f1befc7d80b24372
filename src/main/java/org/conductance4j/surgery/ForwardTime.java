package org.conductance4j.surgery;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jForward;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * How long a forward pass takes for one example, as the median of several runs. DL4J runs single
 * examples; this project runs batches of eight.
 *
 * @param milliseconds of this project's pass
 * @param dl4jMilliseconds of DL4J's own pass
 */
public record ForwardTime(double milliseconds, double dl4jMilliseconds) {

  private static final int BATCH = 8;
  private static final int LEAST_RUNS = 3;
  private static final int MOST_RUNS = 200;
  private static final double ENOUGH_SECONDS = 0.8;
  private static final double NANOSECONDS = 1e9;
  private static final double MILLISECONDS = 1e3;

  /** Measures two networks in turns, so that other load on the machine slows both. */
  static List<ForwardTime> of(
      List<ComputationGraph> graphs, List<Program> programs, Probes probes) {
    double[] dl4j =
        seconds(
            graphs.stream()
                .map(graph -> Dl4jForward.repeated(graph, own -> probes.batch(own, 1)))
                .toList());
    try (Evaluator first = programs.get(0).whole(OutputStage.OUTPUT).bindForward(BATCH);
        Evaluator second = programs.get(1).whole(OutputStage.OUTPUT).bindForward(BATCH)) {
      double[] inputs = probes.inputs(programs.get(0), BATCH);
      double[] own = seconds(List.of(() -> first.forward(inputs), () -> second.forward(inputs)));
      return List.of(
          new ForwardTime(MILLISECONDS * own[0] / BATCH, MILLISECONDS * dl4j[0]),
          new ForwardTime(MILLISECONDS * own[1] / BATCH, MILLISECONDS * dl4j[1]));
    }
  }

  /** The median of each, after one warm-up run. */
  private static double[] seconds(List<Runnable> runs) {
    runs.forEach(Runnable::run);
    double[][] times = new double[runs.size()][MOST_RUNS];
    int count = 0;
    double spent = 0;
    while (count < MOST_RUNS && (count < LEAST_RUNS || spent < ENOUGH_SECONDS)) {
      for (int k = 0; k < times.length; k++) {
        long start = System.nanoTime();
        runs.get(k).run();
        times[k][count] = (System.nanoTime() - start) / NANOSECONDS;
        spent += times[k][count];
      }
      count++;
    }
    double[] medians = new double[times.length];
    for (int k = 0; k < medians.length; k++) {
      double[] sorted = Arrays.copyOf(times[k], count);
      Arrays.sort(sorted);
      medians[k] = sorted[count / 2];
    }
    return medians;
  }
}
