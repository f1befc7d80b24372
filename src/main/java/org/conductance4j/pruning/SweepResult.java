package org.conductance4j.pruning;

import java.util.List;
import java.util.Map;
import org.conductance4j.attribution.Passes;
import org.conductance4j.attribution.PathNodes;

/**
 * The curves of a sweep and what they cost.
 *
 * @param points one for each cut, in the order asked for
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
   * Where on the path one pruning was differentiated.
   *
   * @param plan one of those that were computed
   * @return the nodes
   * @throws IllegalArgumentException if it was not, or prunes nothing
   */
  public PathNodes nodes(Plan plan) {
    PathNodes found = nodes.get(plan);
    if (found == null) {
      throw new IllegalArgumentException("sweep: " + plan + " was not computed");
    }
    return found;
  }
}
