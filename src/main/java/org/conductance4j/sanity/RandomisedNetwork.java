package org.conductance4j.sanity;

import java.util.Optional;
import org.conductance4j.engine.Program;

/** A network that can be made to forget: its weights from the top, or what its labels meant. */
public interface RandomisedNetwork {

  /**
   * Number of layers with weights.
   *
   * @return the count
   */
  int layers();

  /**
   * The network with new weights in its top layers, the same ones each time; of two depths the
   * larger has those of the smaller.
   *
   * @param count number of layers, from the output
   * @return a program of the same input, layers and output
   */
  Program top(int count);

  /**
   * A network of the same architecture that was taught random labels.
   *
   * @return the network; empty where its training is not known
   */
  default Optional<OtherLabels> randomLabels() {
    return Optional.empty();
  }
}
