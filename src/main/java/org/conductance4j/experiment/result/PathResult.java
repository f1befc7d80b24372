package org.conductance4j.experiment.result;

import java.util.Optional;

/**
 * What is told of the path besides its numbers.
 *
 * @param trace the score along it; empty where it was not recorded
 * @param study errors of several rules on it; empty where none was asked for
 * @param baselines the explanation from other baselines; empty where none was asked for
 */
public record PathResult(
    Optional<PathTrace> trace, Optional<PathStudy> study, Optional<BaselineComparison> baselines) {

  /** Nothing. */
  public static final PathResult NONE =
      new PathResult(Optional.empty(), Optional.empty(), Optional.empty());
}
