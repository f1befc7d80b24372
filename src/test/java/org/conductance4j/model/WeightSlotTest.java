package org.conductance4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeightSlotTest {

  /** Four channels in two groups, kernels of one tap: each output sees the inputs of its group. */
  @Test
  void groupedKernels_arranged_haveZerosBetweenTheGroups() {
    List<Long> shape = List.of(4L, 2L, 1L, 1L);
    float[] kernels = {1, 2, 3, 4, 5, 6, 7, 8};

    assertThat(WeightSlot.Conversion.GROUPED.arrange(kernels, shape))
        .containsExactly(1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 5, 6, 0, 0, 7, 8);
    assertThat(
            new WeightSlot("w", shape, "c", "W", WeightSlot.Conversion.GROUPED).parameterLength())
        .isEqualTo(16);
  }

  /** Three separate channels, kernels of two taps: the taps stay together. */
  @Test
  void groupsOfOne_arranged_lieOnTheDiagonal() {
    float[] kernels = {1, 2, 3, 4, 5, 6};

    assertThat(WeightSlot.Conversion.GROUPED.arrange(kernels, List.of(3L, 1L, 1L, 2L)))
        .containsExactly(1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 5, 6);
  }
}
