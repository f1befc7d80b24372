package org.conductance4j.engine.kernel;

import java.util.function.DoubleUnaryOperator;

/**
 * A function given by formulas for one number, evaluated in double: exact for every activation, if
 * slower than a native one.
 *
 * @param value f(x)
 * @param derivative f′(x), with the one-sided value 0 of ReLU at its kinks
 * @param jumps whether f jumps somewhere
 */
public record ScalarFunction(
    DoubleUnaryOperator value, DoubleUnaryOperator derivative, @Override boolean jumps)
    implements PointwiseFunction {

  private static final int CHUNK = 1 << 14;

  public ScalarFunction(DoubleUnaryOperator value, DoubleUnaryOperator derivative) {
    this(value, derivative, false);
  }

  @Override
  public boolean derivativeFromOutput() {
    return false;
  }

  @Override
  public void planValue(Binder binder, Buffer from, Buffer to, long length) {
    map(binder, value, from, to, length);
  }

  @Override
  public void planDerivative(Binder binder, Buffer known, Buffer to, long length) {
    map(binder, derivative, known, to, length);
  }

  private static void map(
      Binder binder, DoubleUnaryOperator function, Buffer from, Buffer to, long length) {
    int chunks = (int) ((length + CHUNK - 1) / CHUNK);
    binder.hostStep(
        () ->
            Threads.each(
                chunks,
                chunk -> {
                  long start = (long) chunk * CHUNK;
                  int count = (int) Math.min(CHUNK, length - start);
                  double[] numbers = new double[count];
                  from.read(start, numbers, 0, count);
                  for (int i = 0; i < count; i++) {
                    numbers[i] = function.applyAsDouble(numbers[i]);
                  }
                  to.write(start, numbers, 0, count);
                }));
  }
}
