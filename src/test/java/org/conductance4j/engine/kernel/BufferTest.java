package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.conductance4j.array.Precision;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class BufferTest {

  @Test
  void as_beginning_liesInTheBuffer() {
    try (Buffer buffer = new Buffer(Precision.FLOAT64, 6)) {
      buffer.write(0, new double[] {1, 2, 3, 4, 5, 6}, 0, 6);
      INDArray four = buffer.as(2, 2);
      assertThat(four).isEqualTo(Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}}));

      four.putScalar(1, 0, 7);

      assertThat(buffer.as(6)).isEqualTo(Nd4j.createFromArray(1.0, 2, 7, 4, 5, 6));
    }
  }

  @Test
  void memory_ofSinglePrecision_beginsWhereProductsAreFast() {
    boolean wide =
        NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel() == 3; // AVX-512
    for (int length = 1; length < 200; length += 7) {
      try (Buffer buffer = new Buffer(Precision.FLOAT32, length)) {
        assertThat(buffer.as(length).data().address() % 64).isEqualTo(wide ? 0 : 16);
        assertThat(buffer.bytes().capacity()).isBetween(4 * length, 4 * length + 64);
      }
    }
  }

  @Test
  void as_sameShape_takesNothingMore() {
    try (Buffer buffer = new Buffer(Precision.FLOAT32, 6)) {
      assertThat(buffer.as(2, 2)).isSameAs(buffer.as(2, 2)).isNotSameAs(buffer.as(4));
    }
  }

  @Test
  void as_longerThanTheBuffer_throws() {
    try (Buffer buffer = new Buffer(Precision.FLOAT32, 6)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> buffer.as(7, 1))
          .withMessage("buffer: has 6 numbers, needs 7");
    }
  }
}
