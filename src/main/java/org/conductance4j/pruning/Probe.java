package org.conductance4j.pruning;

import org.conductance4j.attribution.PathNode;
import org.conductance4j.engine.LayerFunction;

/** A pruned network at one place of the shared path: what is asked, then what was found. */
final class Probe {

  private final LayerFunction transform;
  private final int place;
  private double score;
  private double along;
  private double inside;

  Probe(LayerFunction transform, int place) {
    this.transform = transform;
    this.place = place;
  }

  LayerFunction transform() {
    return transform;
  }

  /** Index on the shared grid. */
  int place() {
    return place;
  }

  void found(double newScore, double newAlong, double newInside) {
    score = newScore;
    along = newAlong;
    inside = newInside;
  }

  /** The node that was found at a place of the path. */
  PathNode node(double alpha) {
    return new PathNode(alpha, score, along, inside);
  }
}
