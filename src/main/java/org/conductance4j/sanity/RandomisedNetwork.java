package org.conductance4j.sanity;

import org.conductance4j.engine.Program;

/** A network whose weights can be drawn anew, from the top. */
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
}
