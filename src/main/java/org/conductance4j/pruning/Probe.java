package org.conductance4j.pruning;

import org.conductance4j.attribution.LayerTransform;

/** A pruned network at one place of the shared path: what is asked, then what was found. */
final class Probe {

  private final LayerTransform transform;
  private final int place;
  private double score;
  private double along;
  private double inside;

  Probe(LayerTransform transform, int place) {
    this.transform = transform;
    this.place = place;
  }

  LayerTransform transform() {
    return transform;
  }

  /** Index on the shared grid; an odd one is a node, where derivatives are wanted. */
  int place() {
    return place;
  }

  boolean isNode() {
    return place % 2 == 1;
  }

  void found(double newScore, double newAlong, double newInside) {
    score = newScore;
    along = newAlong;
    inside = newInside;
  }

  double score() {
    return score;
  }

  /** ⟨∇F_m, v⟩ and ⟨∇F_m, v_R⟩. */
  double[] terms() {
    return new double[] {along, inside};
  }
}
