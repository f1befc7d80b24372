package org.conductance4j.engine.kernel;

import java.util.List;

/**
 * Chooses between two values, element by element: the first where the condition is not 0, else the
 * second. What is not chosen has no influence, even where it is NaN or infinite.
 */
public final class Selection extends PlainOperation {

  public Selection(Value condition, Value first, Value second, Value output) {
    super(List.of(condition, first, second), output);
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  void planForward(Binder binder) {
    Buffer first = binder.value(inputs().get(1));
    Buffer second = binder.value(inputs().get(2));
    choose(binder, first, second, binder.output(this));
  }

  @Override
  void planJvp(Binder binder) {
    Buffer first = binder.tangent(inputs().get(1));
    Buffer second = binder.tangent(inputs().get(2));
    choose(binder, first, second, binder.tangentOutput(this));
  }

  @Override
  void planVjp(Binder binder) {
    Buffer out = binder.gradient(output());
    binder.contribute(
        this,
        0,
        into -> {
          var all = into.as(binder.length(input()));
          binder.step(() -> all.assign(0));
        });
    binder.contribute(this, 1, into -> keep(binder, out, into, true));
    binder.contribute(this, 2, into -> keep(binder, out, into, false));
  }

  private void choose(Binder binder, Buffer first, Buffer second, Buffer to) {
    Buffer condition = binder.value(input());
    eachExample(
        binder,
        (at, length) -> {
          double[] chosen = read(condition, at, length);
          double[] a = read(first, at, length);
          double[] b = read(second, at, length);
          for (int i = 0; i < length; i++) {
            a[i] = chosen[i] != 0 ? a[i] : b[i];
          }
          to.write(at, a, 0, length);
        });
  }

  private void keep(Binder binder, Buffer from, Buffer to, boolean where) {
    Buffer condition = binder.value(input());
    eachExample(
        binder,
        (at, length) -> {
          double[] chosen = read(condition, at, length);
          double[] u = read(from, at, length);
          for (int i = 0; i < length; i++) {
            u[i] = chosen[i] != 0 == where ? u[i] : 0;
          }
          to.write(at, u, 0, length);
        });
  }

  private static double[] read(Buffer buffer, long at, int length) {
    double[] numbers = new double[length];
    buffer.read(at, numbers, 0, length);
    return numbers;
  }

  /** Works on so many elements from a place. */
  @FunctionalInterface
  private interface ExampleWork {
    void run(long at, int length);
  }

  private void eachExample(Binder binder, ExampleWork work) {
    int length = output().length();
    binder.hostStep(
        () -> Threads.each(binder.batch(), row -> work.run((long) row * length, length)));
  }
}
