package org.conductance4j.pruning;

import java.util.List;
import java.util.function.Consumer;
import org.conductance4j.attribution.path.PathNode;
import org.conductance4j.engine.LayerFunction;

/** A pruned network at one place of the shared path: first what is asked, then the answer. */
final class PrunedSample {

  private final List<LayerFunction> transforms;
  private final int place;
  private final Consumer<double[]> receiver;
  private double score;
  private double along;
  private double inside;
  private double whole;

  /**
   * Asks for a place.
   *
   * @param receiver is given F_m's gradient in each value that crosses to the upper part, in order
   */
  PrunedSample(List<LayerFunction> transforms, int place, Consumer<double[]> receiver) {
    this.transforms = transforms;
    this.place = place;
    this.receiver = receiver;
  }

  /** What happens at one of the layers, of which most sweeps have one. */
  LayerFunction transform(int layer) {
    return transforms.get(layer);
  }

  /** Index on the shared grid. */
  int place() {
    return place;
  }

  /** Takes F_m's gradient in the next of the values that cross. */
  void crossed(double[] gradient) {
    receiver.accept(gradient);
  }

  /** Takes F_m and its derivatives along v, along v_R, and along v with nothing pruned of it. */
  void found(double newScore, double... derivatives) {
    score = newScore;
    along = derivatives[0];
    inside = derivatives[1];
    whole = derivatives[2];
  }

  /** The node that was found at a place of the path; the first derivative is that of the score. */
  PathNode node(double alpha, boolean held) {
    return held
        ? new PathNode(alpha, score, whole, inside, along)
        : new PathNode(alpha, score, along, inside);
  }
}
