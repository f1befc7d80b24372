package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.PathNodes;

/**
 * The curves of a sweep and what they cost.
 *
 * @param points one for each pruning, in the order asked for
 * @param nodes where on the path each different pruning was differentiated; the intact network is
 *     not among them
 * @param lower passes through the part below the layer
 * @param upper passes through the part above it
 */
public record SweepResult(
    List<CurvePoint> points, Map<Plan, PathNodes> nodes, Passes lower, Passes upper) {

  /** Copies the list and the map. */
  public SweepResult {
    points = List.copyOf(points);
    nodes = Map.copyOf(nodes);
  }

  /**
   * {@return where on the path one pruning was differentiated}
   *
   * @param plan one of those that were computed
   * @throws IllegalArgumentException if it was not, or prunes nothing
   */
  public PathNodes nodes(Plan plan) {
    PathNodes found = nodes.get(plan);
    if (found == null) {
      throw new IllegalArgumentException("sweep: " + plan + " was not computed");
    }
    return found;
  }

  /** The sums over straight parts of a path that follow one another. */
  static SweepResult joined(List<SweepResult> parts) {
    SweepResult last = parts.get(parts.size() - 1);
    List<CurvePoint> points = new ArrayList<>();
    for (int k = 0; k < last.points.size(); k++) {
      int point = k;
      List<CurvePoint> each = parts.stream().map(part -> part.points.get(point)).toList();
      CurvePoint end = last.points.get(k);
      points.add(
          new CurvePoint(
              end.ranking(),
              end.fraction(),
              end.pruned(),
              end.score(),
              each.stream().mapToDouble(CurvePoint::inside).sum(),
              each.stream().mapToDouble(CurvePoint::outside).sum(),
              each.stream().mapToDouble(CurvePoint::all).sum(),
              each.stream().mapToDouble(CurvePoint::error).sum()));
    }
    Map<Plan, PathNodes> nodes = new LinkedHashMap<>();
    for (Plan plan : last.nodes.keySet()) {
      nodes.put(plan, PathNodes.joined(parts.stream().map(part -> part.nodes(plan)).toList()));
    }
    Passes lower = parts.stream().map(SweepResult::lower).reduce(Passes.NONE, Passes::plus);
    Passes upper = parts.stream().map(SweepResult::upper).reduce(Passes.NONE, Passes::plus);
    return new SweepResult(points, nodes, lower, upper);
  }
}
