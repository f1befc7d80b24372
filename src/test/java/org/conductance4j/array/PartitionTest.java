package org.conductance4j.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PartitionTest {

  @Test
  void groupsAlongAnAxis_holdItsElements() {
    Partition middle = Partition.along(1, 2, 3, 2);

    assertThat(middle).isEqualTo(new Partition(12, 3, 2));
    assertThat(middle.size()).isEqualTo(4);
    assertThat(middle.elements(1)).containsExactly(2, 3, 8, 9);
    assertThat(middle.elementsOf(2, 0)).containsExactly(4, 5, 10, 11, 0, 1, 6, 7);
  }

  @Test
  void blocksOfAnAxis_areGroupsWithLongerRuns() {
    Partition heads = new Partition(12, 2, 3);
    double[] values = {1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8};

    assertThat(heads.elements(1)).containsExactly(3, 4, 5, 9, 10, 11);
    assertThat(heads.sums(Tensor.of(new int[] {2, 6}, values)).toArray()).containsExactly(15, 30);
  }

  @Test
  void groupsThatDoNotDivide_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Partition(12, 5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Partition(12, 1 << 30, 1 << 30));
    assertThatIllegalArgumentException().isThrownBy(() -> Partition.along(2, 3, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Partition.along(0, 3).sums(Tensor.zeros(4)));
  }
}
