package org.conductance4j.training;

import java.util.List;

/**
 * Extent of a {@link ResidualNetwork}.
 *
 * @param stem channels after the stem
 * @param stages channels of each stage
 * @param blocks residual blocks in each stage
 */
public record NetworkOptions(int stem, List<Integer> stages, int blocks) {

  /** Copies the list and checks the ranges. */
  public NetworkOptions {
    stages = List.copyOf(stages);
    Checks.within("network.stem", stem, 1, 1024);
    Checks.within("number of network.stages", stages.size(), 1, 5);
    stages.forEach(width -> Checks.within("network.stages", width, 1, 2048));
    Checks.within("network.blocks", blocks, 1, 16);
  }
}
