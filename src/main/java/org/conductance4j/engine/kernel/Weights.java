package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weights of a convolution, (kernel row, kernel column, input channel, output channel). They
 * are kept as they were copied, of 32 bits if the network has them so, and made with the scale that
 * is folded in, in the program's precision, when a section is to run.
 */
public final class Weights {

  private final Lazy<INDArray> copy;
  private final DataType copied;
  private final DataType type;
  private final @Nullable INDArray scale;
  private final Lazy<INDArray> made;

  /**
   * Weights without a scale.
   *
   * @param copy dense, the same array each time
   * @param copied what it is made of
   * @param type what is computed in
   */
  public Weights(Lazy<INDArray> copy, DataType copied, DataType type) {
    this(copy, copied, type, null);
  }

  private Weights(Lazy<INDArray> copy, DataType copied, DataType type, @Nullable INDArray scale) {
    this.copy = copy;
    this.copied = copied;
    this.type = type;
    this.scale = scale;
    this.made = new Lazy<>(() -> make(copy.get(), scale));
  }

  /** These times a scale of each output channel. */
  Weights scaled(INDArray more) {
    return new Weights(copy, copied, type, scale == null ? more : scale.mul(more));
  }

  DataType type() {
    return type;
  }

  INDArray get() {
    return made.get();
  }

  /**
   * Something linear in the taps in place of the weights themselves, which are not made for it.
   *
   * @param map makes a new array of the unscaled weights, whose last axis it leaves
   */
  INDArray mapped(UnaryOperator<INDArray> map) {
    INDArray result = map.apply(copy.get());
    if (scale != null) {
      result.reshape('c', result.length() / scale.length(), scale.length()).muliRowVector(scale);
    }
    return result;
  }

  /** Memory for {@link #get} beyond one copy in the program's precision. */
  long moreBytes() {
    boolean both = copied != type || scale != null;
    return both ? Buffer.bytes(copy.get()) : 0;
  }

  /** What one tap multiplies with: (input channel, output channel). */
  static INDArray tap(INDArray weights, int row, int column) {
    return weights.get(
        NDArrayIndex.point(row),
        NDArrayIndex.point(column),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  private INDArray make(INDArray from, @Nullable INDArray factors) {
    if (factors == null && copied == type) {
      return from;
    }
    INDArray product = Buffer.array(type, from.shape());
    INDArray left = copied == type ? from : product.assign(from);
    if (factors != null) {
      INDArray[] inputs = {left, factors.reshape(1, 1, 1, factors.length())};
      Nd4j.exec(new DynamicCustomOp("multiply", inputs, arrays(product)));
    }
    return product;
  }
}
