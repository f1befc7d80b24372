package org.conductance4j.engine;

/** Which end of the network is asked for. */
public enum OutputStage {
  /** The values before the last softmax or sigmoid; the output itself where there is none. */
  LOGITS,
  /** The values that the network gives. */
  OUTPUT
}
