package org.conductance4j.experiment.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Split;

/**
 * The paths of several pictures, run together: each row of a pass is one picture at one node. The
 * part below the layer is run once; the part above it once for each pruning. Owns native memory.
 */
final class PicturePaths implements AutoCloseable {

  private final OutputStage target;
  private final List<Readout> readouts;
  private final PathNodes nodes;
  private final List<boolean[]> windows;
  private final int pictures;
  private final int rows;
  private final int inputLength;
  private final int[] lengths;
  private final List<Evaluator> evaluators = new ArrayList<>();
  private final Evaluator lower;
  private final Evaluator lowerEnds;
  private final Evaluator upper;

  private LabelledBatch batch = new LabelledBatch(new Tensor[0], new Tensor[0], new int[0]);
  private double[][] values = {};
  private double[][] ends = {};
  private double[][][] tangents = {};

  /** Binds a network for some pictures at a time; everything is added in front of the windows. */
  PicturePaths(
      Program program,
      Layer layer,
      List<Readout> readouts,
      PathNodes nodes,
      List<boolean[]> windows,
      int pictures) {
    this.target = ResolvedQuestion.target(program, layer);
    this.readouts = List.copyOf(readouts);
    this.nodes = nodes;
    this.inputLength = Tensor.length(program.inputShape());
    boolean[] everything = new boolean[inputLength];
    Arrays.fill(everything, true);
    this.windows =
        IntStream.rangeClosed(0, windows.size())
            .mapToObj(w -> w == 0 ? everything : windows.get(w - 1))
            .toList();
    this.pictures = pictures;
    this.rows = pictures * nodes.count();
    Split split = program.split(layer, target);
    this.lengths = split.lower().targetShapes().stream().mapToInt(Tensor::length).toArray();
    try {
      this.lower = bound(split.lower().bind(rows));
      this.lowerEnds = bound(split.lower().bindForward(2 * pictures));
      this.upper = bound(split.upper().bind(rows));
    } catch (RuntimeException | OutOfMemoryError e) {
      close();
      throw e;
    }
  }

  private Evaluator bound(Evaluator evaluator) {
    evaluators.add(evaluator);
    return evaluator;
  }

  /** What it takes in bytes: weights in other forms, buffers, and the arrays beside them. */
  static long bytes(Program program, Layer layer, int nodes, int windows, int pictures) {
    Split split = program.split(layer, ResolvedQuestion.target(program, layer));
    int rows = pictures * nodes;
    long input = Tensor.length(program.inputShape());
    long crossing = split.lower().targetShapes().stream().mapToLong(Tensor::length).sum();
    // Values, tangents of everything and of each window, and what goes up and comes back.
    long numbers = rows * (input + crossing * (windows + 4)) + 2L * pictures * (input + crossing);
    return split.lower().moreWeightBytes()
        + split.upper().moreWeightBytes()
        + split.lower().bytes(rows)
        + split.lower().bytes(2 * pictures)
        + split.upper().bytes(rows)
        + Double.BYTES * numbers;
  }

  /** Number of pictures that go through together. */
  int pictures() {
    return pictures;
  }

  /** Number of windows and 1: the first is everything. */
  int regions() {
    return windows.size();
  }

  /** Runs the part below the layer: y and J_G v_R at every node, y at both ends. */
  void run(LabelledBatch newBatch) {
    batch = newBatch;
    double[] points = new double[rows * inputLength];
    each(
        row ->
            batch.point(
                row / nodes.count(), nodes.alpha(row % nodes.count()), points, row * inputLength));
    lower.forward(points);
    values = new double[lengths.length][];
    Arrays.setAll(values, lower::target);
    tangents = new double[windows.size()][][];
    for (int w = 0; w < windows.size(); w++) {
      boolean[] window = windows.get(w);
      each(row -> batch.direction(row / nodes.count(), window, points, row * inputLength));
      tangents[w] = lower.jvp(points);
    }
    double[] both = new double[2 * pictures * inputLength];
    for (int p = 0; p < pictures; p++) {
      batch.point(p, 0, both, 2 * p * inputLength);
      batch.point(p, 1, both, (2 * p + 1) * inputLength);
    }
    lowerEnds.forward(both);
    ends = new double[lengths.length][];
    Arrays.setAll(ends, lowerEnds::target);
  }

  private void each(IntConsumer work) {
    IntStream.range(0, rows).parallel().forEach(work);
  }

  /**
   * Integrates along the paths.
   *
   * @param pruned units that are zero, for each picture; not modified
   * @param sums (picture, region): Σ of integrated gradients, written; regions of which the sum is
   *     not wanted are left as they are
   * @param wanted whether each region's sum is wanted
   * @param scores adds each neuron's conductance, (picture, region × neuron); null where only sums
   *     are wanted
   */
  void integrate(int[][] pruned, double[][] sums, boolean[] wanted, double[][] scores) {
    double[][] sources = new double[lengths.length][];
    Arrays.setAll(sources, k -> k == 0 ? values[0].clone() : values[k]);
    each(row -> zero(pruned[row / nodes.count()], sources[0], row * lengths[0]));
    upper.forward(sources);
    double[] z = upper.target(0);
    int classes = z.length / rows;
    double[] cotangents = new double[z.length];
    for (int row = 0; row < rows; row++) {
      readout(row / nodes.count()).cotangent(target, z, row, classes, cotangents);
    }
    double[][] gradients = upper.vjp(cotangents);
    each(row -> zero(pruned[row / nodes.count()], gradients[0], row * lengths[0]));
    IntStream.range(0, batch.count())
        .parallel()
        .forEach(
            p -> {
              for (int w = 0; w < windows.size(); w++) {
                if (wanted[w]) {
                  sums[p][w] = sum(p, w, gradients);
                }
              }
              if (scores.length > 0) {
                addScores(p, gradients[0], scores[p]);
              }
            });
  }

  private Readout readout(int picture) {
    return readouts.get(batch.label(picture));
  }

  private static void zero(int[] pruned, double[] array, int start) {
    for (int unit : pruned) {
      array[start + unit] = 0;
    }
  }

  private double sum(int picture, int region, double[][] gradients) {
    double sum = 0;
    for (int node = 0; node < nodes.count(); node++) {
      double product = 0;
      int row = picture * nodes.count() + node;
      for (int k = 0; k < lengths.length; k++) {
        double[] tangent = tangents[region][k];
        double[] gradient = gradients[k];
        int end = (row + 1) * lengths[k];
        for (int i = row * lengths[k]; i < end; i++) {
          product += gradient[i] * tangent[i];
        }
      }
      sum += nodes.weight(node) * product;
    }
    return sum;
  }

  private void addScores(int picture, double[] gradient, double[] scores) {
    int length = lengths[0];
    for (int w = 0; w < windows.size(); w++) {
      double[] tangent = tangents[w][0];
      for (int node = 0; node < nodes.count(); node++) {
        int start = (picture * nodes.count() + node) * length;
        double weight = nodes.weight(node);
        for (int i = 0; i < length; i++) {
          scores[w * length + i] += weight * gradient[start + i] * tangent[start + i];
        }
      }
    }
  }

  /** (entry, class) logits, or outputs where the layer is the output, of pruned pictures. */
  double[][] outputs(List<End> masks) {
    double[][] outputs = new double[masks.size()][];
    for (int from = 0; from < masks.size(); from += rows) {
      int first = from;
      int count = Math.min(rows, masks.size() - from);
      double[][] sources = new double[lengths.length][];
      Arrays.setAll(sources, k -> new double[rows * lengths[k]]);
      each(
          row -> {
            End end = masks.get(first + Math.min(row, count - 1));
            int place = 2 * end.picture() + (end.atInput() ? 1 : 0);
            for (int k = 0; k < lengths.length; k++) {
              System.arraycopy(
                  ends[k], place * lengths[k], sources[k], row * lengths[k], lengths[k]);
            }
            zero(end.pruned(), sources[0], row * lengths[0]);
          });
      upper.forward(sources);
      double[] z = upper.target(0);
      int classes = z.length / rows;
      for (int row = 0; row < count; row++) {
        outputs[from + row] = Arrays.copyOfRange(z, row * classes, (row + 1) * classes);
      }
    }
    return outputs;
  }

  /** F of a picture's own class, read from an output. */
  double score(int picture, double[] output) {
    return readout(picture).value(target, output, 0, output.length);
  }

  /** A picture at an end of its path, with some units zero. */
  static final class End {
    private final int picture;
    private final boolean atInput;
    private final int[] pruned;

    End(int picture, boolean atInput, int[] pruned) {
      this.picture = picture;
      this.atInput = atInput;
      this.pruned = pruned;
    }

    private int picture() {
      return picture;
    }

    private boolean atInput() {
      return atInput;
    }

    private int[] pruned() {
      return pruned;
    }
  }

  @Override
  public void close() {
    evaluators.forEach(Evaluator::close);
  }
}
