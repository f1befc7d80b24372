package org.conductance4j.engine;

/** The function that turns a network's logits into its output. */
public enum OutputActivation {
  /** Softmax over the classes. */
  SOFTMAX,
  /** Logistic function of each output by itself. */
  SIGMOID,
  /** Nothing: the output is linear, or ends in an activation that is no probability. */
  IDENTITY
}
