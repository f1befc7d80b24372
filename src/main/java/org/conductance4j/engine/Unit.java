package org.conductance4j.engine;

import java.util.List;
import org.conductance4j.config.Identified;

/**
 * What is ranked and pruned as one. A layer has some of these units, see {@link Layer#units}; each
 * divides all of its neurons into groups of equal size.
 */
public enum Unit implements Identified {
  /** One scalar of the activation. */
  NEURON,
  /**
   * All scalars of one channel or feature; of a flat activation the same as a neuron. Behind the
   * first half of a transformer's MLP it is one MLP neuron at all tokens.
   */
  CHANNEL,
  /** All scalars of one head of an attention. */
  HEAD,
  /** All scalars of one token or time step, in a layer of two axes. */
  TOKEN;

  /** Names of all units. */
  public static final List<String> IDS = Identified.ids(values());

  /**
   * {@return a number of them in words, such as "12 heads"}
   *
   * @param count how many
   */
  public String counted(int count) {
    return count + " " + id() + (count == 1 ? "" : "s");
  }
}
