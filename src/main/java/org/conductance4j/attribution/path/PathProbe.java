package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Evaluates F, its derivative along the path and the wanted arrays at places on the path, a batch
 * of places at a time. Owns native memory.
 *
 * <p>Terms of a node: ⟨∇F, v⟩; then ⟨∇F, v_R⟩ for each region; then each neuron's share of the
 * first; then the share of the first that bypasses the layer. The arrays of a node are concatenated
 * in the order of {@link ArrayLayout}.
 */
public final class PathProbe implements AutoCloseable {

  private final List<ResolvedQuestion> questions;
  private final ResolvedQuestion question;
  private final ArrayLayout layout;
  private final CutNetwork network;
  private final int batch;
  private final CachedActivations cache;
  private final long staged;
  private final Passes[] passes;
  private final AdditivityCheck[] checks;
  private int known = -1;
  private double[] direction = new double[0];
  private List<double[]> directions = List.of();

  /**
   * A place on the path of one of the examples.
   *
   * @param example its index in the list of questions
   * @param alpha 0 at the baseline, 1 at the input
   */
  record Place(int example, double alpha) {}

  /**
   * What was counted for an example.
   *
   * @param passes through the network or its parts
   * @param additivityGap difference of the regions' sum and the layer, in units of F
   */
  record Account(Passes passes, double additivityGap) {}

  /** Receives what was found at a node. */
  @FunctionalInterface
  interface NodeSink {

    /** Takes a node by its index in the list of places; the arrays are valid during the call. */
    void node(int node, double score, double[] terms, double[] arrays);
  }

  /** Probes the paths of several examples, whose questions differ in input and baseline alone. */
  PathProbe(List<ResolvedQuestion> questions, ArrayLayout layout, CachedActivations cache) {
    this.questions = List.copyOf(questions);
    this.question = questions.get(0);
    this.layout = layout;
    this.cache = cache;
    this.batch = question.batch();
    this.passes = new Passes[questions.size()];
    Arrays.fill(passes, Passes.NONE);
    this.checks = new AdditivityCheck[questions.size()];
    Arrays.setAll(checks, example -> new AdditivityCheck());
    this.network = CutNetwork.of(question, batch);
    this.staged = stagedBytes(question, layout, batch);
    HeldMemory.add(staged);
  }

  /**
   * {@return bytes of the arrays that go in and out of the passes of a batch}
   *
   * @param question what is explained
   * @param layout which arrays are wanted
   * @param batch number of rows
   */
  public static long stagedBytes(ResolvedQuestion question, ArrayLayout layout, int batch) {
    int directions = layout.directionCount(question) + (layout.checksAdditivity() ? 1 : 0);
    long input = question.input().length();
    long crossing = question.crossingLength();
    int maps = 1 + layout.neurons().length;
    long row = input * (1L + maps + directions) + crossing * (1L + maps + directions);
    return Double.BYTES * (row * batch + 2L * layout.length());
  }

  int terms() {
    return question.regions().size() + layout.neurons().length + 2;
  }

  /** Passes of a node. */
  long cost() {
    return 2L + layout.directionCount(question) + layout.neurons().length;
  }

  /** What is known of an example besides its nodes. */
  Account account(int example) {
    return new Account(passes[example], checks[example].gap());
  }

  private void count(List<Place> rows, Passes each) {
    for (Place place : rows) {
      passes[place.example] = passes[place.example].plus(each);
    }
  }

  /** F at places. */
  double[] scores(List<Place> places) {
    double[] scores = new double[places.size()];
    for (int from = 0; from < scores.length; from += batch) {
      List<Place> rows = places.subList(from, Math.min(from + batch, scores.length));
      double[] values = network.upper(network.lower(points(rows)));
      for (int row = 0; row < rows.size(); row++) {
        scores[from + row] = score(rows.get(row), values, row);
      }
      count(rows, new Passes(1, 0, 0));
    }
    return scores;
  }

  static List<Place> places(int example, double... alphas) {
    return Arrays.stream(alphas).mapToObj(alpha -> new Place(example, alpha)).toList();
  }

  /** Everything at places. */
  void nodes(List<Place> places, NodeSink sink) {
    int along = layout.directionCount(question);
    for (int from = 0; from < places.size(); from += batch) {
      List<Place> rows = places.subList(from, Math.min(from + batch, places.size()));
      double[][] crossing = network.lower(points(rows));
      double[] values = network.upper(crossing);
      List<double[][]> tangents = new ArrayList<>();
      for (int k = 0; k < along; k++) {
        tangents.add(network.tangents(directions(rows, k)));
      }
      cache.keep(question, rows, crossing, tangents);
      count(rows, new Passes(1, 1L + layout.neurons().length, along));
      double[][] gradients = gradients(rows, values);
      checkAdditivity(rows, gradients[0], tangents);
      emit(from, rows, values, gradients, tangents, sink);
    }
  }

  /** At the first nodes of each example, as many as a batch has rows. */
  private void checkAdditivity(List<Place> rows, double[] gradient, List<double[][]> tangents) {
    if (!layout.checksAdditivity()
        || rows.stream().allMatch(place -> checks[place.example].nodes() >= batch)) {
      return;
    }
    double[] outside =
        network.tangents(repeated(rows, example -> layout.outside(questions.get(example))))[0];
    for (int row = 0; row < rows.size(); row++) {
      AdditivityCheck check = checks[rows.get(row).example];
      if (check.nodes() < batch) {
        check.add(row, batch, gradient, tangents.get(0)[0], tangents.get(1)[0], outside);
        count(List.of(rows.get(row)), new Passes(0, 0, 1));
      }
    }
  }

  /**
   * Everything of the published rule at the right ends of steps: differences of the lower part over
   * the step take the place of its derivatives. A step begins where the one before it ends, so that
   * the lower part runs there once.
   *
   * @param rights ends of steps, one after the other along the path of each example
   */
  void steps(List<Place> rights, double step, NodeSink sink) {
    int along = layout.directionCount(question);
    double[][] last = new double[0][];
    for (int from = 0; from < rights.size(); from += batch) {
      List<Place> rows = rights.subList(from, Math.min(from + batch, rights.size()));
      double[] here = points(rows.stream().map(p -> new Place(p.example, p.alpha - step)).toList());
      boolean begins = from == 0 || row(rows, 0).example != rights.get(from - 1).example;
      boolean known = !begins && row(rows, batch).example == row(rows, 0).example;
      double[][] before = along == 0 || known ? new double[0][] : network.lower(here);
      List<double[][]> moved = new ArrayList<>();
      for (int k = 1; k < along; k++) {
        moved.add(network.lower(moved(here, directions(rows, k), step)));
      }
      double[][] after = network.lower(points(rows));
      if (along > 0 && known) {
        before = shifted(last, after);
      }
      last = after;
      double[][] begin = before;
      List<double[][]> tangents = new ArrayList<>();
      if (along > 0) {
        tangents.add(differences(begin, after, step));
        moved.forEach(values -> tangents.add(differences(begin, values, step)));
      }
      double[] values = network.upper(after);
      count(
          rows, new Passes(Math.max(1, along) + (known ? 0 : 1), 1L + layout.neurons().length, 0));
      emit(from, rows, values, gradients(rows, values), tangents, sink);
    }
  }

  private static double[] moved(double[] points, double[] directions, double step) {
    double[] moved = points.clone();
    Arrays.setAll(moved, i -> points[i] + step * directions[i]);
    return moved;
  }

  /** Rows shifted by one: the last row of the batch before comes first. */
  private double[][] shifted(double[][] last, double[][] rows) {
    double[][] shifted = new double[rows.length][];
    for (int k = 0; k < rows.length; k++) {
      int length = rows[k].length / batch;
      double[] values = new double[rows[k].length];
      System.arraycopy(last[k], values.length - length, values, 0, length);
      System.arraycopy(rows[k], 0, values, length, values.length - length);
      shifted[k] = values;
    }
    return shifted;
  }

  /** The example of a row; the last fills what is left of the batch. */
  private static Place row(List<Place> rows, int row) {
    return rows.get(Math.min(row, rows.size() - 1));
  }

  private double[] points(List<Place> rows) {
    int length = question.input().length();
    double[] points = new double[batch * length];
    for (int from = 0; from < batch; ) {
      int example = row(rows, from).example;
      int to = from + 1;
      while (to < batch && row(rows, to).example == example) {
        to++;
      }
      double[] alphas = new double[to - from];
      int start = from;
      Arrays.setAll(alphas, k -> row(rows, start + k).alpha);
      double[] some = questions.get(example).points(alphas);
      if (some.length == points.length) {
        return some;
      }
      System.arraycopy(some, 0, points, from * length, some.length);
      from = to;
    }
    return points;
  }

  /** One of the directions of each row's example. */
  private double[] directions(List<Place> rows, int index) {
    return repeated(
        rows,
        example -> {
          know(example);
          return directions.get(index);
        });
  }

  private double[] repeated(List<Place> rows, IntFunction<double[]> ofExample) {
    int length = question.input().length();
    double[] repeated = new double[batch * length];
    int last = -1;
    double[] one = new double[0];
    for (int row = 0; row < batch; row++) {
      int example = row(rows, row).example;
      one = example == last ? one : ofExample.apply(example);
      last = example;
      System.arraycopy(one, 0, repeated, row * length, length);
    }
    return repeated;
  }

  /** Computes an example's directions, unless they are the last ones that were computed. */
  private void know(int example) {
    if (known != example) {
      known = example;
      direction = questions.get(example).direction();
      directions = layout.directions(questions.get(example), direction);
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

  private double score(Place place, double[] values, int row) {
    Readout readout = questions.get(place.example).readout();
    return readout.value(question.target(), values, row, classes(values));
  }

  private int classes(double[] values) {
    return values.length / batch;
  }

  /** ∂F/∂y of what crosses from the lower part to the upper. */
  private double[][] gradients(List<Place> rows, double[] values) {
    double[] cotangents = new double[values.length];
    for (int row = 0; row < batch; row++) {
      Readout readout = questions.get(row(rows, row).example).readout();
      readout.cotangent(question.target(), values, row, classes(values), cotangents);
    }
    return network.upperGradient(cotangents);
  }

  private void emit(
      int from,
      List<Place> rows,
      double[] values,
      double[][] gradients,
      List<double[][]> tangents,
      NodeSink sink) {
    double[] inputGradient = layout.input() ? network.lowerGradient(gradients) : new double[0];
    List<double[]> inputGradients = neuronGradients(gradients);
    if (layout.input()) {
      inputGradients.add(0, inputGradient);
    }
    double[] arrays = new double[layout.length()];
    for (int row = 0; row < rows.size(); row++) {
      know(rows.get(row).example);
      layout.write(row, batch, direction, inputGradients, gradients[0], tangents, arrays);
      double[] terms = terms(rows.get(row), row, inputGradient, gradients, tangents);
      sink.node(from + row, score(rows.get(row), values, row), terms, arrays);
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
      neurons.add(network.lowerGradient(alone));
    }
    return neurons;
  }

  private double[] terms(
      Place place,
      int row,
      double[] inputGradient,
      double[][] gradients,
      List<double[][]> tangents) {
    double[] terms = new double[terms()];
    List<Region> regions = questions.get(place.example).regions();
    if (tangents.isEmpty()) {
      int length = direction.length;
      double[] products = new double[length];
      for (int i = 0; i < length; i++) {
        products[i] = direction[i] * inputGradient[row * length + i];
        terms[0] += products[i];
      }
      for (int region = 0; region < regions.size(); region++) {
        terms[1 + region] = regions.get(region).sum(products);
      }
      return terms;
    }
    for (int k = 0; k < gradients.length; k++) {
      double part = dot(row, gradients[k], tangents.get(0)[k]);
      terms[0] += part;
      terms[terms.length - 1] += k == 0 ? 0 : part;
      for (int region = 0; region < regions.size(); region++) {
        terms[1 + region] += dot(row, gradients[k], tangents.get(1 + region)[k]);
      }
    }
    int length = gradients[0].length / batch;
    int at = 1 + regions.size();
    for (int neuron : layout.neurons()) {
      int i = row * length + neuron;
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

  @Override
  public void close() {
    network.close();
    HeldMemory.add(-staged);
  }
}
