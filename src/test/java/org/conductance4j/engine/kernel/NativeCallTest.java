package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.conductance4j.engine.kernel.Binder.arrays;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NativeCallTest {

  private static final INDArray MATRIX =
      Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}});

  @Test
  void of_afterAnotherWasClosed_takesItsContext() {
    sums(3, 0);
    INDArray[] sum = arrays(Nd4j.create(DataType.DOUBLE, 3));
    long before = objects();

    NativeCall.of("reduce_sum", arrays(MATRIX), sum, new double[0], new long[] {0}).close();

    assertThat(objects() - before).isEqualTo(1);
  }

  @Test
  void run_inTheContextOfAnother_usesItsOwnArgumentsAlone() {
    assertThat(sums(3, 0)).isEqualTo(Nd4j.createFromArray(5.0, 7.0, 9.0));
    assertThat(sums(1, 0, 1)).isEqualTo(Nd4j.createFromArray(21.0));
    assertThat(sums(2, 1)).isEqualTo(Nd4j.createFromArray(6.0, 15.0));
    assertThat(sums(1)).isEqualTo(Nd4j.createFromArray(21.0));
  }

  private static INDArray sums(int length, long... axes) {
    INDArray sum = Nd4j.create(DataType.DOUBLE, length);
    INDArray output = length == 1 ? sum.reshape() : sum;
    try (NativeCall call =
        NativeCall.of("reduce_sum", arrays(MATRIX), arrays(output), new double[0], axes)) {
      call.run();
    }
    return sum;
  }

  /** A number that grows by one with each native object that ND4J makes, and with each look. */
  private static long objects() {
    return Nd4j.getDeallocatorService().nextValue();
  }
}
