package org.conductance4j.sanity;

import java.util.Locale;

/** What may be measured of a map. */
public enum Measure {
  /** Area under the score while elements go into the baseline, the highest first. */
  INSERTION("area under the score as elements enter the baseline; higher is better"),
  /** Area under the score while elements become the baseline's, the highest first. */
  DELETION("area under the score as elements become the baseline's; lower is better"),
  /** Mean squared gap between what the map says of a subset and what the score does. */
  INFIDELITY("squared gap between a subset's scores and what its removal does; lower is better"),
  /** Largest relative change of the map near the input. */
  SENSITIVITY_MAX("largest relative change of the map near the input; lower is steadier"),
  /** Gini index of the absolute values. */
  SPARSITY("Gini index, from 0, all alike, to 1, one alone"),
  /** Whether the maximum lies in the region. */
  POINTING_GAME("whether the maximum lies in the region, 1 or 0"),
  /** Rank correlation with the map of a network without its knowledge. */
  RANDOMISED_WEIGHTS("rank correlation with the map after all weights are drawn anew"),
  /** Structural similarity with the map of a network without its knowledge. */
  RANDOMISED_STRUCTURE("structural similarity with the map after all weights are drawn anew"),
  /** Rank correlation with the map of a network that was taught random labels. */
  RANDOM_LABELS("rank correlation with the map of a network that was taught random labels"),
  /** Structural similarity with the map of a network that was taught random labels. */
  RANDOM_LABELS_STRUCTURE("structural similarity with the map of such a network"),
  /** Why there is nothing to see. */
  DIAGNOSIS("why a map is empty");

  private final String meaning;

  Measure(String meaning) {
    this.meaning = meaning;
  }

  /**
   * The name that users see.
   *
   * @return such as {@code sensitivity-max}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What it says, in words.
   *
   * @return a clause
   */
  public String meaning() {
    return meaning;
  }
}
