package org.conductance4j.engine.kernel;

import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix to multiply by its transpose. In float32 the transpose is copied, as products that read
 * the matrix transposed are up to a fifth slower. In float64 they are not, and the copy would be
 * twice as large.
 */
final class TransposedMatrix {

  private final Supplier<INDArray> matrix;
  private final boolean isCopied;
  private final Lazy<INDArray> copy;

  /**
   * Transposes a matrix.
   *
   * @param matrix dense, the same array each time
   * @param type of its numbers
   */
  TransposedMatrix(Supplier<INDArray> matrix, DataType type) {
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
