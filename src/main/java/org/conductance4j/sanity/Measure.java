package org.conductance4j.sanity;

import org.conductance4j.config.Identified;

/** What may be measured of a map. */
public enum Measure implements Identified {
  /** Area under the score while elements go into the baseline, the highest first. */
  INSERTION,
  /** Area under the score while elements become the baseline's, the highest first. */
  DELETION,
  /** Mean squared gap between what the map says of a subset and what the score does. */
  INFIDELITY,
  /** Largest relative change of the map near the input. */
  SENSITIVITY_MAX,
  /** Gini index of the absolute values. */
  SPARSITY,
  /** Whether the maximum lies in the region. */
  POINTING_GAME,
  /** Rank correlation with the map of a network without its knowledge. */
  RANDOMISED_WEIGHTS,
  /** Structural similarity with the map of a network without its knowledge. */
  RANDOMISED_STRUCTURE,
  /** Rank correlation with the map of a network that was trained on random labels. */
  RANDOM_LABELS,
  /** Structural similarity with the map of a network that was trained on random labels. */
  RANDOM_LABELS_STRUCTURE,
  /** Why there is nothing to see. */
  DIAGNOSIS
}
