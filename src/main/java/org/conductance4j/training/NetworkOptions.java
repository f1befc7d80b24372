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
public record NetworkOptions(
    int stem, int stemStride, List<Integer> stages, List<Integer> strides, int blocks) {

  /** Copies the lists and checks the ranges. */
  public NetworkOptions {
    stages = List.copyOf(stages);
    strides = List.copyOf(strides);
    Checks.within("network.stem", stem, 1, 1024);
    Checks.within("network.stem-stride", stemStride, 1, 4);
    Checks.within("number of network.stages", stages.size(), 1, 5);
    stages.forEach(width -> Checks.within("network.stages", width, 1, 2048));
    Checks.within("number of network.strides", strides.size(), stages.size(), stages.size());
    strides.forEach(stride -> Checks.within("network.strides", stride, 1, 4));
    Checks.within("network.blocks", blocks, 1, 16);
  }
}
