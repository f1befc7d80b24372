package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Matrix products of two values, several of them in each example: c_k = factor a_k b_k. The
 * matrices are read and written where they lie, such as those of attention heads beside each other.
 */
public final class BatchedProduct extends PlainOperation {

  private static final long[] PLAIN = {0, 0, 0};
  private static final long[] FIRST_TURNED = {1, 0, 0};
  private static final long[] SECOND_TURNED = {0, 1, 0};

  private final int count;
  private final int rows;
  private final int inner;
  private final int columns;
  private final Matrices first;
  private final Matrices second;
  private final Matrices product;
  private final double factor;

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
    this.first = Matrices.dense(count, rows, inner);
    this.second = Matrices.dense(count, inner, columns);
    this.product = Matrices.dense(count, rows, columns);
    this.factor = 1;
  }

  private BatchedProduct(
      BatchedProduct other, List<Value> inputs, Value output, Matrices[] places, double factor) {
    super(inputs, output);
    this.count = other.count;
    this.inner = other.inner;
    this.rows = other.rows;
    this.columns = other.columns;
    this.first = places[0];
    this.second = places[1];
    this.product = places[2];
    this.factor = factor;
  }

  int count() {
    return count;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  private Matrices[] places() {
    return new Matrices[] {first, second, product};
  }

  private List<Value> inputsWith(int side, Value value) {
    return side == 0 ? List.of(value, inputs().get(1)) : List.of(inputs().get(0), value);
  }

  /** Whether a side's matrices are those of a value in this order. */
  private boolean isDense(int side) {
    return side == 0 ? first.isDense(rows, inner) : second.isDense(inner, columns);
  }

  /** The same products with what computed one of its inputs, if that only moves or scales. */
  Optional<BatchedProduct> of(int side, @Nullable Operation before) {
    if (!Nd4j.getEnvironment().isCPU() || before == null || !isDense(side)) {
      return Optional.empty();
    }
    List<Value> read = inputsWith(side, before.input());
    if (before instanceof Affine affine && !Double.isNaN(affine.onlyFactor())) {
      double whole = factor * affine.onlyFactor();
      return Optional.of(new BatchedProduct(this, read, output(), places(), whole));
    }
    if (!(before instanceof Rearrangement moved)) {
      return Optional.empty();
    }
    int height = side == 0 ? rows : inner;
    int width = side == 0 ? inner : columns;
    return Matrices.of(moved.index(), count, height, width, before.input().length())
        .map(
            place -> {
              Matrices[] places = places();
              places[side] = place;
              return new BatchedProduct(this, read, output(), places, factor);
            });
  }

  /** The same products written in the order into which they are moved afterwards. */
  Optional<BatchedProduct> writing(Rearrangement moved) {
    int[] index = moved.index();
    if (!Nd4j.getEnvironment().isCPU()
        || index.length != output().length()
        || !product.isDense(rows, columns)) {
      return Optional.empty();
    }
    int[] inverse = new int[index.length];
    Arrays.fill(inverse, -1);
    for (int i = 0; i < index.length; i++) {
      if (index[i] >= 0) {
        inverse[index[i]] = i;
      }
    }
    return Matrices.of(inverse, count, rows, columns, index.length)
        .map(
            place ->
                new BatchedProduct(
                    this, inputs(), moved.output(), new Matrices[] {first, second, place}, factor));
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  void planForward(Binder binder) {
    Buffer a = binder.value(inputs().get(0));
    Buffer b = binder.value(inputs().get(1));
    forward(binder, a, b, binder.output(this), false);
  }

  private void forward(Binder binder, Buffer a, Buffer b, Buffer c, boolean accumulate) {
    plan(
        binder,
        new Part(a, first, inputs().get(0)),
        new Part(b, second, inputs().get(1)),
        new Part(c, product, output()),
        new int[] {rows, columns, inner},
        accumulate,
        PLAIN);
  }

  @Override
  void planVjp(Binder binder) {
    Part a = new Part(binder.value(inputs().get(0)), first, inputs().get(0));
    Part b = new Part(binder.value(inputs().get(1)), second, inputs().get(1));
    Part out = new Part(binder.gradient(output()), product, output());
    Binder.Sum ofFirst = sum(binder, 0, first);
    Part da = new Part(ofFirst.buffer(), first, inputs().get(0));
    int[] forFirst = {rows, inner, columns};
    plan(binder, out, b.turned(), da, forFirst, ofFirst.accumulate(), SECOND_TURNED);
    Binder.Sum ofSecond = sum(binder, 1, second);
    Part db = new Part(ofSecond.buffer(), second, inputs().get(1));
    int[] forSecond = {inner, columns, rows};
    plan(binder, a.turned(), out, db, forSecond, ofSecond.accumulate(), FIRST_TURNED);
  }

  /** Where an input's gradient is added or written; zeros first where it is not all of it. */
  private Binder.Sum sum(Binder binder, int side, Matrices places) {
    Binder.Sum sum = binder.gradientSum(this, side);
    if (sum.accumulate() || places.areAll()) {
      return sum;
    }
    INDArray zeros = sum.buffer().as(binder.length(inputs().get(side)));
    binder.step(() -> zeros.assign(0));
    return new Binder.Sum(sum.buffer(), true);
  }

  @Override
  void planJvp(Binder binder) {
    Buffer to = binder.tangentOutput(this);
    Value a = inputs().get(0);
    Value b = inputs().get(1);
    forward(binder, binder.tangent(a), binder.value(b), to, false);
    forward(binder, binder.value(a), binder.tangent(b), to, true);
  }

  /** The matrices of a value, perhaps transposed. */
  private record Part(Buffer buffer, Matrices places, Value value, boolean turns) {
    Part(Buffer buffer, Matrices places, Value value) {
      this(buffer, places, value, false);
    }

    Part turned() {
      return new Part(buffer, places, value, true);
    }

    Blas.Operand get(int example, int matrix) {
      Blas.Operand operand = places.get(buffer, matrix, (long) example * value.length());
      return turns ? operand.turned() : operand;
    }
  }

  private void plan(
      Binder binder, Part a, Part b, Part c, int[] extents, boolean accumulate, long[] turned) {
    if (!Nd4j.getEnvironment().isCPU()) {
      onGpu(binder, a, b, c, extents, accumulate, turned);
      return;
    }
    boolean isDouble = binder.precision() == Precision.FLOAT64;
    int batch = binder.batch();
    int parallel = c.places().areApart() ? batch * count : batch;
    int each = batch * count / parallel;
    binder.step(
        () ->
            Threads.each(
                parallel,
                task -> {
                  for (int k = task * each; k < (task + 1) * each; k++) {
                    Blas.multiply(
                        factor,
                        a.get(k / count, k % count),
                        b.get(k / count, k % count),
                        accumulate ? 1 : 0,
                        c.get(k / count, k % count),
                        extents,
                        isDouble);
                  }
                }));
  }

  /** There nothing was folded: all matrices are dense. */
  private void onGpu(
      Binder binder, Part a, Part b, Part c, int[] extents, boolean accumulate, long[] turned) {
    long all = (long) binder.batch() * count;
    boolean first = turned[0] == 1;
    boolean second = turned[1] == 1;
    INDArray x =
        a.buffer().as(all, first ? extents[2] : extents[0], first ? extents[0] : extents[2]);
    INDArray y =
        b.buffer().as(all, second ? extents[1] : extents[2], second ? extents[2] : extents[1]);
    INDArray z = c.buffer().as(all, extents[0], extents[1]);
    double[] factors = accumulate ? new double[] {1, 1} : new double[] {};
    binder.call("matmul", arrays(x, y), arrays(z), factors, turned);
  }
}
