package org.conductance4j.experiment.result;

import java.util.List;
import org.conductance4j.array.Tensor;

/**
 * The score along the path and, where the input is a picture, what the network saw there.
 *
 * @param places where the score was computed, in order of α
 * @param frames pictures on the path, in order of α; empty for input that is no picture
 */
public record PathTrace(List<Place> places, List<Frame> frames) {

  /**
   * A place on the path.
   *
   * @param alpha 0 at the baseline, 1 at the input
   * @param score F there
   * @param weight of the node; 0 where only the score was computed
   */
  public record Place(double alpha, double score, double weight) {}

  /**
   * A picture on the path.
   *
   * @param alpha where
   * @param picture (3, row, column) in [0, 1]
   */
  public record Frame(double alpha, Tensor picture) {}
}
