package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.path.PackedArray;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Keeps what a sweep found above the layer for chosen prunings: at each of their nodes the gradient
 * of the pruned network by the values that cross to the upper part. The input's map follows from it
 * through the lower part alone. Memory is held until this is closed.
 */
public final class LayerGradients implements AutoCloseable {

  private final Map<Plan, Map<Double, List<PackedArray>>> kept = new HashMap<>();
  private final Precision precision;
  private final long nodeBytes;

  private LayerGradients(Precision precision, long nodeBytes, Collection<Plan> plans) {
    this.precision = precision;
    this.nodeBytes = nodeBytes;
    plans.forEach(plan -> kept.put(plan, new HashMap<>()));
  }

  /** {@return a cache that keeps nothing} */
  public static LayerGradients none() {
    return new LayerGradients(Precision.FLOAT32, 0, List.of());
  }

  /**
   * {@return an empty cache for the gradients of some prunings}
   *
   * <p>It keeps them if the path is straight and the question's store has room for them beside what
   * the sweep itself keeps.
   *
   * @param question what is explained, with a layer
   * @param plans the prunings whose maps are wanted
   * @param options of the sweep
   */
  public static LayerGradients of(
      ResolvedQuestion question, Collection<Plan> plans, SweepOptions options) {
    boolean fits =
        Sweep.largestStore(question, options) + bytes(question, plans.size(), options)
            <= question.store();
    return fits && question.segments().size() == 1
        ? new LayerGradients(question.program().precision(), nodeBytes(question), plans)
        : none();
  }

  /**
   * {@return the most bytes that they take}
   *
   * @param question what is explained, with a layer
   * @param plans number of prunings
   * @param options of the sweep
   */
  public static long bytes(ResolvedQuestion question, int plans, SweepOptions options) {
    return (long) plans * options.maximumNodes() * nodeBytes(question);
  }

  private static long nodeBytes(ResolvedQuestion question) {
    return question.crossingLength() * question.program().precision().bytes();
  }

  boolean wants(Plan plan) {
    return kept.containsKey(plan);
  }

  /** Takes a copy of the gradient in the next of the values that cross, in their order. */
  synchronized void keep(Plan plan, double alpha, double[] gradient) {
    List<PackedArray> node =
        kept.getOrDefault(plan, new HashMap<>()).computeIfAbsent(alpha, this::begun);
    node.add(PackedArray.of(precision, gradient, 0, gradient.length));
  }

  private List<PackedArray> begun(double alpha) {
    HeldMemory.keep(nodeBytes);
    return new ArrayList<>();
  }

  /** Whether the gradients of a pruning are known at all of some nodes. */
  boolean know(Plan plan, PathNodes nodes) {
    Map<Double, List<PackedArray>> own = kept.getOrDefault(plan, Map.of());
    for (double alpha : nodes.alphas()) {
      if (!own.containsKey(alpha)) {
        return false;
      }
    }
    return true;
  }

  /** Fills in a row of a batch, for each value that crosses. */
  void copyTo(Plan plan, double alpha, int row, int batch, double[][] gradients) {
    List<PackedArray> node = kept.getOrDefault(plan, Map.of()).getOrDefault(alpha, List.of());
    for (int k = 0; k < gradients.length; k++) {
      node.get(k).copyTo(gradients[k], row * (gradients[k].length / batch));
    }
  }

  @Override
  public void close() {
    kept.values().forEach(nodes -> HeldMemory.keep(-nodeBytes * nodes.size()));
    kept.clear();
  }
}
