package org.conductance4j.engine.kernel;

import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix whose transpose is multiplied by. Of 32 bits it is copied, as products that read it
 * turned are up to a fifth slower; of 64 bits they are not, and the copy is twice as large.
 */
final class TurnedMatrix {

  private final Supplier<INDArray> matrix;
  private final boolean isCopied;
  private final Lazy<INDArray> copy;

  /**
   * Turns a matrix.
   *
   * @param matrix dense, the same array each time
   * @param type of its numbers
   */
  TurnedMatrix(Supplier<INDArray> matrix, DataType type) {
    this.matrix = matrix;
    this.isCopied = type == DataType.FLOAT;
    this.copy = new Lazy<>(() -> turn(matrix.get()));
  }

  private static INDArray turn(INDArray matrix) {
    return Buffer.array(matrix.dataType(), matrix.size(1), matrix.size(0))
        .assign(matrix.transpose());
  }

  void prepare() {
    if (isCopied) {
      copy.make();
    }
  }

  /** Memory beyond the matrix. */
  long moreBytes() {
    return isCopied ? Buffer.bytes(matrix.get()) : 0;
  }

  /** Plans {@code c (+)= a Wᵀ} for dense matrices. */
  void multiply(Binder binder, INDArray a, INDArray c, boolean accumulate) {
    INDArray b = isCopied ? copy.get() : matrix.get();
    Dense.multiply(binder, a, b, !isCopied, c, accumulate);
  }
}
