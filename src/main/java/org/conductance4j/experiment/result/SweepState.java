package org.conductance4j.experiment.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.pruning.CurvePoint;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PruningPoint;
import org.conductance4j.pruning.SweepResult;

/**
 * What a sweep found, as plain values that can be kept and read again.
 *
 * @param points one for each cut
 * @param nodes of each different plan that prunes anything, in the order of the cuts
 * @param lower passes through the part below the layer
 * @param upper passes through the part above it
 */
public record SweepState(List<CurvePoint> points, List<Nodes> nodes, Passes lower, Passes upper) {

  /** Nodes of a path. */
  record Nodes(List<Double> alphas, List<Double> weights) {
    static Nodes of(PathNodes nodes) {
      return new Nodes(list(nodes.alphas()), list(nodes.weights()));
    }

    private static List<Double> list(double... values) {
      return Arrays.stream(values).boxed().toList();
    }

    PathNodes nodes() {
      return PathNodes.of(array(alphas), array(weights));
    }

    private static double[] array(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * {@return what a sweep found}
   *
   * @param result of the sweep
   * @param cuts of the sweep, in their order
   */
  public static SweepState of(SweepResult result, List<PruningPoint> cuts) {
    List<Nodes> nodes = new ArrayList<>();
    plans(cuts).forEach(plan -> nodes.add(Nodes.of(result.nodes(plan))));
    return new SweepState(result.points(), nodes, result.lower(), result.upper());
  }

  /**
   * {@return the sweep's result}
   *
   * @param cuts of the sweep, in their order
   */
  public SweepResult result(List<PruningPoint> cuts) {
    Map<Plan, PathNodes> all = new LinkedHashMap<>();
    for (Plan plan : plans(cuts)) {
      all.put(plan, nodes.get(all.size()).nodes());
    }
    return new SweepResult(points, all, lower, upper);
  }

  private static Set<Plan> plans(List<PruningPoint> cuts) {
    Set<Plan> plans = new LinkedHashSet<>();
    cuts.stream().map(PruningPoint::plan).filter(plan -> plan.pruned() > 0).forEach(plans::add);
    return plans;
  }
}
