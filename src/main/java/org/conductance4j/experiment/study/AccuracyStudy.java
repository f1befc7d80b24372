package org.conductance4j.experiment.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Split;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.result.Accuracy;
import org.conductance4j.pruning.PruningPoint;
import org.jspecify.annotations.Nullable;

/**
 * How often pruned networks name the right class: of all examples, of the explained class's, and of
 * the others. The part below the layer runs once an example, whatever the number of prunings.
 */
final class AccuracyStudy {

  private final ResolvedQuestion question;
  private final List<PruningPoint> cuts;
  private final double[] classes;
  private final List<Tensor> inputs;
  private final int[][] right;
  private final int[] total = new int[2];

  private AccuracyStudy(
      ResolvedQuestion question, List<PruningPoint> cuts, List<Tensor> inputs, double... classes) {
    this.question = question;
    this.cuts = cuts;
    this.inputs = inputs;
    this.classes = classes;
    this.right = new int[cuts.size()][2];
  }

  /** One entry a cut. */
  static Accuracy of(
      ResolvedQuestion question,
      List<PruningPoint> cuts,
      AccuracyOptions options,
      ProgressListener progress) {
    List<Tensor> inputs =
        InvalidInputException.within(
            options.where(),
            () ->
                Inputs.examples(Inputs.array(options.inputs()).values(), "inputs").stream()
                    .map(one -> Inputs.embedded(question.program(), one))
                    .toList());
    double[] classes =
        InvalidInputException.within(
            options.where(), () -> checked(Npy.read(options.classes()), inputs.size(), question));
    AccuracyStudy study = new AccuracyStudy(question, cuts, inputs, classes);
    study.run(progress);
    return study.found();
  }

  private static double[] checked(Tensor classes, int inputs, ResolvedQuestion question) {
    double[] values = classes.toArray();
    int known = question.program().classes();
    boolean fits = Arrays.stream(values).allMatch(c -> c == Math.rint(c) && c >= 0 && c < known);
    if (values.length != inputs || inputs == 0 || !fits) {
      throw InvalidInputException.of(
          "classes",
          "needs an index from 0 to " + (known - 1) + " for each of " + inputs + " inputs",
          values.length + " numbers",
          "write one a row");
    }
    return values;
  }

  private void run(ProgressListener progress) {
    Split split = question.program().split(question.needLayer(), OutputStage.OUTPUT);
    int batch = question.batch();
    try (Evaluator lower = split.lower().bindForward(batch);
        Evaluator upper = split.upper().bindForward(batch)) {
      for (int from = 0; from < inputs.size(); from += batch) {
        int rows = Math.min(batch, inputs.size() - from);
        lower.forward(joined(from, batch));
        double[][] frontier = new double[split.lower().targetShapes().size()][];
        Arrays.setAll(frontier, lower::target);
        for (int cut = 0; cut < cuts.size(); cut++) {
          upper.forward(pruned(frontier, cuts.get(cut).plan().transform(), batch));
          count(cut, from, rows, upper.target(0));
        }
        for (int row = 0; row < rows; row++) {
          total[isExplained(from + row) ? 0 : 1]++;
        }
        progress.progressed(AccuracyOptions.SECTION, (double) (from + rows) / inputs.size());
      }
    }
  }

  /** The last example stands in for those that a batch lacks. */
  private double[] joined(int from, int batch) {
    int length = inputs.get(0).length();
    double[] joined = new double[batch * length];
    for (int row = 0; row < batch; row++) {
      Tensor input = inputs.get(Math.min(from + row, inputs.size() - 1));
      System.arraycopy(input.toArray(), 0, joined, row * length, length);
    }
    return joined;
  }

  private static double[][] pruned(double[][] frontier, LayerFunction transform, int batch) {
    double[][] changed = frontier.clone();
    int length = frontier[0].length / batch;
    changed[0] = new double[frontier[0].length];
    for (int row = 0; row < batch; row++) {
      double[] one = Arrays.copyOfRange(frontier[0], row * length, (row + 1) * length);
      System.arraycopy(transform.forward(one), 0, changed[0], row * length, length);
    }
    return changed;
  }

  private void count(int cut, int from, int rows, double[] outputs) {
    int known = outputs.length / question.batch();
    for (int row = 0; row < rows; row++) {
      double[] own = Arrays.copyOfRange(outputs, row * known, (row + 1) * known);
      if (Tensor.indexOfLargest(own) == classes[from + row]) {
        right[cut][isExplained(from + row) ? 0 : 1]++;
      }
    }
  }

  private boolean isExplained(int example) {
    return classes[example] == question.readout().index();
  }

  private Accuracy found() {
    return new Accuracy(
        IntStream.range(0, cuts.size())
            .mapToObj(
                cut ->
                    new Accuracy.Entry(
                        cuts.get(cut).ranking(),
                        cuts.get(cut).fraction(),
                        cuts.get(cut).plan().pruned(),
                        (double) (right[cut][0] + right[cut][1]) / inputs.size(),
                        part(right[cut][0], total[0]),
                        part(right[cut][1], total[1])))
            .toList());
  }

  private static @Nullable Double part(int right, int total) {
    return total == 0 ? null : (Double) ((double) right / total);
  }
}
