package org.conductance4j.engine.kernel;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** A function of two values of one shape, element by element, given by formulas in double. */
public final class PairFunction extends PlainOperation {

  private final DoubleBinaryOperator function;
  private final DoubleBinaryOperator bySecond;
  private final DoubleBinaryOperator byFirst;

  /**
   * Defines a function.
   *
   * @param byFirst its derivative by the first value
   * @param bySecond its derivative by the second value
   */
  public PairFunction(
      Value first,
      Value second,
      DoubleBinaryOperator function,
      DoubleBinaryOperator byFirst,
      DoubleBinaryOperator bySecond) {
    super(List.of(first, second), first.alike());
    this.function = function;
    this.byFirst = byFirst;
    this.bySecond = bySecond;
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  void planForward(Binder binder) {
    Buffer to = binder.output(this);
    eachExample(
        binder,
        (at, a, b) -> {
          for (int i = 0; i < a.length; i++) {
            a[i] = function.applyAsDouble(a[i], b[i]);
          }
          to.write(at, a, 0, a.length);
        });
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(this, 0, into -> multiply(binder, out, into, byFirst));
    binder.contribute(this, 1, into -> multiply(binder, out, into, bySecond));
  }

  private void multiply(Binder binder, Buffer from, Buffer to, DoubleBinaryOperator derivative) {
    eachExample(
        binder,
        (at, a, b) -> {
          double[] u = new double[a.length];
          from.read(at, u, 0, u.length);
          for (int i = 0; i < u.length; i++) {
            u[i] = product(u[i], derivative, a[i], b[i]);
          }
          to.write(at, u, 0, u.length);
        });
  }

  /** A direction of 0 stays 0, even where the derivative is not defined. */
  private static double product(double u, DoubleBinaryOperator derivative, double a, double b) {
    return u == 0 ? 0 : u * derivative.applyAsDouble(a, b);
  }

  @Override
  void planJvp(Binder binder) {
    Buffer first = binder.tangent(inputs().get(0));
    Buffer second = binder.tangent(inputs().get(1));
    Buffer to = binder.tangentOutput(this);
    eachExample(
        binder,
        (at, a, b) -> {
          double[] u = new double[a.length];
          double[] v = new double[a.length];
          first.read(at, u, 0, u.length);
          second.read(at, v, 0, v.length);
          for (int i = 0; i < u.length; i++) {
            u[i] = product(u[i], byFirst, a[i], b[i]) + product(v[i], bySecond, a[i], b[i]);
          }
          to.write(at, u, 0, u.length);
        });
  }

  /** Works on one example's values from a place; may overwrite the arrays. */
  @FunctionalInterface
  private interface ExampleWork {
    void run(long at, double[] first, double[] second);
  }

  private void eachExample(Binder binder, ExampleWork work) {
    int length = output().length();
    Buffer first = binder.value(inputs().get(0));
    Buffer second = binder.value(inputs().get(1));
    binder.hostStep(
        () ->
            Threads.each(
                binder.batch(),
                row -> {
                  double[] a = new double[length];
                  double[] b = new double[length];
                  first.read((long) row * length, a, 0, length);
                  second.read((long) row * length, b, 0, length);
                  work.run((long) row * length, a, b);
                }));
  }
}
