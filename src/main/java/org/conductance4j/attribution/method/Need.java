package org.conductance4j.attribution.method;

/** What an attribution method takes from a question. */
public enum Need {
  /** A layer. */
  LAYER,
  /** Neurons of the layer, at least one, each by itself. */
  NEURONS,
  /** A region. */
  REGION,
  /** The objective; a method without it explains an activation. */
  OBJECTIVE,
  /** All baselines that were drawn, not one of them. */
  DRAWS,
  /** Nodes of a path; a method without them looks at the input itself alone. */
  NODES,
  /** The path's direction at each node, so that the path may lead through other points. */
  DIRECTION
}
