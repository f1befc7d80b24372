package org.conductance4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.HeldMemory;
import org.conductance4j.engine.Split;
import org.conductance4j.engine.Target;

/**
 * Evaluates F, its derivative along the path and the wanted arrays at places on the path, a batch
 * of places at a time. Owns native memory.
 *
 * <p>Terms of a node: ⟨∇F, v⟩; then ⟨∇F, v_R⟩ for each region; then each neuron's share of the
 * first; then what of the first goes around the layer. Arrays of a node, one behind the other:
 * those of {@link ArrayLayout}.
 */
final class PathProbe implements AutoCloseable {

  private final Setting setting;
  private final ArrayLayout layout;
  private final Ends ends;
  private final int batch;
  private final double[] direction;
  private final List<double[]> directions;
  private final long staged;
  private Passes passes = Passes.NONE;

  /** Receives what is known of a node. */
  @FunctionalInterface
  interface NodeSink {

    /**
     * Takes a node.
     *
     * @param node its place in the list of places that was asked for
     * @param score F
     * @param terms kept by the receiver
     * @param arrays valid during the call only
     */
    void node(int node, double score, double[] terms, double[] arrays);
  }

  PathProbe(Setting setting, ArrayLayout layout) {
    this.setting = setting;
    this.layout = layout;
    this.batch = setting.batch();
    this.direction = setting.direction();
    this.directions = layout.directions(setting, direction);
    this.ends = Ends.of(setting, batch);
    this.staged = stagedBytes(setting, layout, batch);
    HeldMemory.add(staged);
  }

  /** Memory of the arrays that go in and out of the passes of a batch. */
  static long stagedBytes(Setting setting, ArrayLayout layout, int batch) {
    int directions = layout.directionCount(setting);
    long input = setting.input().length();
    long frontier = setting.frontierLength();
    int maps = 1 + layout.neurons().length;
    long row = input * (1L + maps + directions) + frontier * (1L + maps + directions);
    return Double.BYTES * (row * batch + 2L * layout.length());
  }

  int terms() {
    return setting.regions().size() + layout.neurons().length + 2;
  }

  Passes passes() {
    return passes;
  }

  /** F at places on the path. */
  double[] scores(double... alphas) {
    double[] scores = new double[alphas.length];
    for (int from = 0; from < alphas.length; from += batch) {
      int rows = Math.min(batch, alphas.length - from);
      double[] values = forward(setting.points(padded(alphas, from)));
      for (int row = 0; row < rows; row++) {
        scores[from + row] = score(values, row);
      }
      passes = passes.plus(new Passes(rows, 0, 0));
    }
    return scores;
  }

  /** Everything at places on the path. */
  void nodes(double[] alphas, NodeSink sink) {
    for (int from = 0; from < alphas.length; from += batch) {
      int rows = Math.min(batch, alphas.length - from);
      double[] values = forward(setting.points(padded(alphas, from)));
      List<double[][]> tangents = new ArrayList<>();
      for (double[] along : directions) {
        tangents.add(ends.tangents(repeated(along)));
      }
      passes = passes.plus(new Passes(rows, rows, (long) rows * directions.size()));
      emit(from, rows, values, tangents, sink);
    }
  }

  /**
   * Everything of the published rule at the right ends of steps: differences of the lower part over
   * the step take the place of its derivatives.
   */
  void steps(double[] rights, double step, NodeSink sink) {
    for (int from = 0; from < rights.length; from += batch) {
      int rows = Math.min(batch, rights.length - from);
      double[] right = padded(rights, from);
      double[] left = right.clone();
      Arrays.setAll(left, k -> right[k] - step);
      double[] here = setting.points(left);
      double[][] before = ends.lower(here);
      List<double[][]> tangents = new ArrayList<>();
      for (double[] along : directions) {
        double[] moved = here.clone();
        Arrays.setAll(moved, i -> here[i] + step * along[i % along.length]);
        tangents.add(differences(before, ends.lower(moved), step));
      }
      double[] values = forward(setting.points(right));
      passes = passes.plus(new Passes((long) rows * (2 + directions.size()), rows, 0));
      emit(from, rows, values, tangents, sink);
    }
  }

  private static double[][] differences(double[][] before, double[][] after, double step) {
    double[][] differences = new double[before.length][];
    for (int k = 0; k < before.length; k++) {
      double[] difference = new double[before[k].length];
      for (int i = 0; i < difference.length; i++) {
        difference[i] = (after[k][i] - before[k][i]) / step;
      }
      differences[k] = difference;
    }
    return differences;
  }

  private double[] forward(double[] points) {
    return ends.upper(ends.lower(points));
  }

  private double score(double[] values, int row) {
    return setting.readout().value(setting.target(), values, row, classes(values));
  }

  private int classes(double[] values) {
    return values.length / batch;
  }

  private void emit(int from, int rows, double[] values, List<double[][]> tangents, NodeSink sink) {
    double[] cotangents = new double[values.length];
    for (int row = 0; row < batch; row++) {
      setting.readout().cotangent(setting.target(), values, row, classes(values), cotangents);
    }
    double[][] gradients = ends.upperGradient(cotangents);
    double[] inputGradient = layout.input() ? ends.lowerGradient(gradients) : new double[0];
    List<double[]> inputGradients = neuronGradients(gradients);
    passes = passes.plus(new Passes(0, (long) rows * inputGradients.size(), 0));
    if (layout.input()) {
      inputGradients.add(0, inputGradient);
    }
    double[] arrays = new double[layout.length()];
    for (int row = 0; row < rows; row++) {
      layout.write(row, batch, direction, inputGradients, gradients[0], tangents, arrays);
      double[] terms = terms(row, inputGradient, gradients, tangents);
      sink.node(from + row, score(values, row), terms, arrays);
    }
  }

  /** For each neuron the reverse pass of the lower part from it alone, weighted by its gradient. */
  private List<double[]> neuronGradients(double[][] gradients) {
    List<double[]> neurons = new ArrayList<>();
    int length = gradients[0].length / batch;
    for (int place : layout.neurons()) {
      double[][] alone = new double[gradients.length][];
      Arrays.setAll(alone, k -> new double[gradients[k].length]);
      for (int i = place; i < gradients[0].length; i += length) {
        alone[0][i] = gradients[0][i];
      }
      neurons.add(ends.lowerGradient(alone));
    }
    return neurons;
  }

  private double[] terms(
      int row, double[] inputGradient, double[][] gradients, List<double[][]> tangents) {
    double[] terms = new double[terms()];
    if (tangents.isEmpty()) {
      int length = direction.length;
      double[] products = new double[length];
      for (int i = 0; i < length; i++) {
        products[i] = direction[i] * inputGradient[row * length + i];
        terms[0] += products[i];
      }
      for (int region = 0; region < setting.regions().size(); region++) {
        terms[1 + region] = setting.regions().get(region).sum(products);
      }
      return terms;
    }
    for (int k = 0; k < gradients.length; k++) {
      double part = dot(row, gradients[k], tangents.get(0)[k]);
      terms[0] += part;
      terms[terms.length - 1] += k == 0 ? 0 : part;
      for (int region = 0; region < setting.regions().size(); region++) {
        terms[1 + region] += dot(row, gradients[k], tangents.get(1 + region)[k]);
      }
    }
    int length = gradients[0].length / batch;
    int at = 1 + setting.regions().size();
    for (int place : layout.neurons()) {
      int i = row * length + place;
      terms[at++] = gradients[0][i] * tangents.get(0)[0][i];
    }
    return terms;
  }

  private double dot(int row, double[] a, double[] b) {
    int length = a.length / batch;
    double sum = 0;
    for (int i = row * length; i < (row + 1) * length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** A batch of places from one of them on; the last place fills what is left. */
  private double[] padded(double[] alphas, int from) {
    double[] padded = new double[batch];
    Arrays.setAll(padded, row -> alphas[Math.min(from + row, alphas.length - 1)]);
    return padded;
  }

  private double[] repeated(double[] one) {
    double[] repeated = new double[batch * one.length];
    for (int row = 0; row < batch; row++) {
      System.arraycopy(one, 0, repeated, row * one.length, one.length);
    }
    return repeated;
  }

  @Override
  public void close() {
    ends.close();
    HeldMemory.add(-staged);
  }

  /** The two parts of the network; without a layer there is no lower part. */
  private sealed interface Ends extends AutoCloseable {

    double[][] lower(double[] points);

    double[] upper(double[][] frontier);

    double[][] tangents(double[] directions);

    double[][] upperGradient(double[] cotangents);

    double[] lowerGradient(double[][] cotangents);

    @Override
    void close();

    static Ends of(Setting setting, int batch) {
      Target target = setting.target();
      if (setting.layer() == null) {
        return new Whole(setting.program().whole(target).bind(batch));
      }
      Split split = setting.program().split(setting.layer(), target);
      Evaluator lower = split.lower().bind(batch);
      try {
        int values = split.lower().targetShapes().size();
        return new Parts(lower, split.upper().bind(batch), values);
      } catch (RuntimeException | OutOfMemoryError e) {
        lower.close();
        throw e;
      }
    }
  }

  /** The whole network: what "lower" hands on is the input itself. */
  private record Whole(Evaluator network) implements Ends {

    @Override
    public double[][] lower(double[] points) {
      return new double[][] {points};
    }

    @Override
    public double[] upper(double[][] frontier) {
      network.forward(frontier[0]);
      return network.target(0);
    }

    @Override
    public double[][] tangents(double[] directions) {
      return new double[][] {directions};
    }

    @Override
    public double[][] upperGradient(double[] cotangents) {
      return network.vjp(cotangents);
    }

    @Override
    public double[] lowerGradient(double[][] cotangents) {
      return cotangents[0];
    }

    @Override
    public void close() {
      network.close();
    }
  }

  /** The network in two parts, cut at the layer. */
  private record Parts(Evaluator first, Evaluator second, int values) implements Ends {

    @Override
    public double[][] lower(double[] points) {
      first.forward(points);
      double[][] frontier = new double[values][];
      for (int k = 0; k < frontier.length; k++) {
        frontier[k] = first.target(k);
      }
      return frontier;
    }

    @Override
    public double[] upper(double[][] frontier) {
      second.forward(frontier);
      return second.target(0);
    }

    @Override
    public double[][] tangents(double[] directions) {
      return first.jvp(directions);
    }

    @Override
    public double[][] upperGradient(double[] cotangents) {
      return second.vjp(cotangents);
    }

    @Override
    public double[] lowerGradient(double[][] cotangents) {
      return first.vjp(cotangents)[0];
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }
}
