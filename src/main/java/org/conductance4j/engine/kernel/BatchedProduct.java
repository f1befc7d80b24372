package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products of two values, several of them in each example: c_k = a_k b_k. */
public final class BatchedProduct extends Operation {

  private static final long[] PLAIN = {0, 0, 0};
  private static final long[] FIRST_TURNED = {1, 0, 0};
  private static final long[] SECOND_TURNED = {0, 1, 0};

  private final int count;
  private final int rows;
  private final int inner;
  private final int columns;

  /**
   * Defines products.
   *
   * @param a (count, row, inner)
   * @param b (count, inner, column)
   * @param output (count, row, column)
   * @param count number of products
   */
  public BatchedProduct(Value a, Value b, Value output, int count, int inner) {
    super(List.of(a, b), output);
    this.count = count;
    this.inner = inner;
    this.rows = a.length() / count / inner;
    this.columns = b.length() / count / inner;
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;

    Bound(Binder binder) {
      this.binder = binder;
    }

    private INDArray first(Buffer buffer) {
      return buffer.as((long) binder.batch() * count, rows, inner);
    }

    private INDArray second(Buffer buffer) {
      return buffer.as((long) binder.batch() * count, inner, columns);
    }

    private INDArray product(Buffer buffer) {
      return buffer.as((long) binder.batch() * count, rows, columns);
    }

    private void multiply(INDArray a, INDArray b, INDArray c, long[] turned) {
      binder.call("matmul", arrays(a, b), arrays(c), turned);
    }

    @Override
    public void planForward() {
      INDArray a = first(binder.value(inputs().get(0)));
      INDArray b = second(binder.value(inputs().get(1)));
      multiply(a, b, product(binder.output(BatchedProduct.this)), PLAIN);
    }

    @Override
    public void planVjp() {
      INDArray a = first(binder.value(inputs().get(0)));
      INDArray b = second(binder.value(inputs().get(1)));
      INDArray out = product(binder.gradient(output()));
      binder.contribute(
          BatchedProduct.this, 0, into -> multiply(out, b, first(into), SECOND_TURNED));
      binder.contribute(
          BatchedProduct.this, 1, into -> multiply(a, out, second(into), FIRST_TURNED));
    }

    @Override
    public void planJvp() {
      INDArray a = first(binder.value(inputs().get(0)));
      INDArray b = second(binder.value(inputs().get(1)));
      Buffer to = binder.tangentOutput(BatchedProduct.this);
      multiply(first(binder.tangent(inputs().get(0))), b, product(to), PLAIN);
      Buffer term = binder.scratch(binder.length(output()));
      multiply(a, second(binder.tangent(inputs().get(1))), product(term), PLAIN);
      binder.add(to, term, binder.length(output()));
      binder.release(term);
    }
  }
}
