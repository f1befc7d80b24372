package org.conductance4j.pruning;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.Split;
import org.jspecify.annotations.Nullable;

/**
 * Input maps of pruned networks, computed with both parts of the network a batch of nodes at a
 * time: the part below the layer, the pruning, the part above it, and back. Owns native memory.
 */
public final class PrunedMaps implements AutoCloseable {

  private final List<ResolvedQuestion> segments;
  private final ResolvedQuestion question;
  private final int batch;
  private final int[] lengths;
  private final Section above;
  private final LayerGradients known;
  private final Evaluator lower;
  private final long staged;
  private @Nullable Evaluator upper;

  /**
   * Binds the lower part, and the upper where it is needed.
   *
   * @param question what is explained, with the layer that is pruned
   * @param known what a sweep of the same question found above the layer
   */
  public PrunedMaps(ResolvedQuestion question, LayerGradients known) {
    this.question = question;
    this.known = known;
    this.segments = question.segments();
    this.batch = question.batch();
    Split split = question.program().split(question.needLayer(), question.target());
    this.lengths = split.lower().targetShapes().stream().mapToInt(Tensor::length).toArray();
    this.lower = split.lower().bind(batch);
    this.above = split.upper();
    this.staged = SharedPath.stagedBytes(question, split.lower());
    HeldMemory.add(staged);
  }

  /**
   * {@return integrated gradients of a pruned network at given nodes, such as those that a sweep
   * reached, of the input's shape}
   *
   * @param plan what is pruned
   * @param nodes where on the path, and how much each place weighs; where straight parts of the
   *     path meet, the first of two nodes belongs to the part before
   * @param progress is notified after each batch of nodes
   */
  public Tensor of(Plan plan, PathNodes nodes, ProgressListener progress) {
    boolean knows = known.know(plan, nodes);
    double[] map = new double[question.input().length()];
    List<PathNodes> parts = nodes.split(segments.size());
    int done = 0;
    for (int part = 0; part < parts.size(); part++) {
      double[] alphas = parts.get(part).alphas();
      double[] weights = parts.get(part).weights();
      for (int from = 0; from < alphas.length; from += batch) {
        int to = Math.min(from + batch, alphas.length);
        add(
            segments.get(part),
            plan,
            knows,
            Arrays.copyOfRange(alphas, from, to),
            Arrays.copyOfRange(weights, from, to),
            map);
        done += to - from;
        progress.progressed("maps", (double) done / nodes.count());
      }
    }
    return Tensor.of(question.input().shape(), map);
  }

  private void add(
      ResolvedQuestion segment,
      Plan plan,
      boolean knows,
      double[] alphas,
      double[] weights,
      double[] map) {
    double[] filled = new double[batch];
    Arrays.setAll(filled, row -> alphas[Math.min(row, alphas.length - 1)]);
    lower.forward(segment.points(filled));
    double[][] gradients = knows ? recalled(plan, filled) : gradients(segment, plan.transform());
    double[] inputs = lower.vjp(gradients)[0];
    double[] direction = segment.direction();
    for (int row = 0; row < alphas.length; row++) {
      int start = row * map.length;
      for (int i = 0; i < map.length; i++) {
        map[i] += weights[row] * (direction[i] * inputs[start + i]);
      }
    }
  }

  private double[][] recalled(Plan plan, double[] alphas) {
    double[][] gradients = new double[lengths.length][];
    Arrays.setAll(gradients, k -> new double[batch * lengths[k]]);
    for (int row = 0; row < batch; row++) {
      known.copyTo(plan, alphas[row], row, batch, gradients);
    }
    return gradients;
  }

  /** Through the part above, from what the lower part found. */
  private double[][] gradients(ResolvedQuestion segment, LayerFunction transform) {
    Evaluator both = upper == null ? above.bind(batch) : upper;
    upper = both;
    double[][] crossing = new double[lengths.length][];
    Arrays.setAll(crossing, lower::target);
    double[] intact = crossing[0];
    crossing[0] = each(intact.length, row -> transform.forward(row(intact, row)));
    both.forward(crossing);
    double[] ends = both.target(0);
    double[] cotangents = new double[ends.length];
    for (int row = 0; row < batch; row++) {
      segment.readout().cotangent(segment.target(), ends, row, ends.length / batch, cotangents);
    }
    double[][] gradients = both.vjp(cotangents);
    double[] pruned = gradients[0];
    gradients[0] = each(intact.length, row -> transform.vjp(row(intact, row), row(pruned, row)));
    return gradients;
  }

  private double[] row(double[] all, int row) {
    int length = all.length / batch;
    return Arrays.copyOfRange(all, row * length, (row + 1) * length);
  }

  private double[] each(int length, IntFunction<double[]> rows) {
    double[] all = new double[length];
    int one = length / batch;
    IntStream.range(0, batch)
        .parallel()
        .forEach(k -> System.arraycopy(rows.apply(k), 0, all, k * one, one));
    return all;
  }

  @Override
  public void close() {
    lower.close();
    if (upper != null) {
      upper.close();
    }
    HeldMemory.add(-staged);
  }
}
