package org.conductance4j.sanity;

import java.util.Optional;
import org.conductance4j.engine.Program;

/**
 * Variants of a network that have not learned what it has: with new weights from the top, or
 * trained on random labels.
 */
public interface RandomisedNetwork {

  /** {@return number of layers with weights} */
  int layers();

  /**
   * {@return the network with new weights in its top layers, the same ones each time}
   *
   * <p>Of two depths the larger has the new weights of the smaller.
   *
   * @param count number of layers, from the output
   */
  Program top(int count);

  /**
   * {@return a network of the same architecture that was trained on random labels; empty where its
   * training is not known}
   */
  default Optional<OtherLabels> randomLabels() {
    return Optional.empty();
  }
}
