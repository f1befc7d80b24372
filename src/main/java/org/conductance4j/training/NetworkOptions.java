package org.conductance4j.training;

import java.util.List;

/**
 * The size of a {@link ResidualNetwork}.
 *
 * @param stem channels after the stem
 * @param stemStride stride of the stem
 * @param stages channels of each stage
 * @param strides stride of each stage's first block
 * @param blocks residual blocks in each stage
 */
record NetworkOptions(
    int stem, int stemStride, List<Integer> stages, List<Integer> strides, int blocks) {

  /** Copies the lists. */
  public NetworkOptions {
    stages = List.copyOf(stages);
    strides = List.copyOf(strides);
  }
}
