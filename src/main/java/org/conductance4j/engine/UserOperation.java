package org.conductance4j.engine;

import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.kernel.Binder;
import org.conductance4j.engine.kernel.Buffer;
import org.conductance4j.engine.kernel.Kernel;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Transposition;
import org.conductance4j.engine.kernel.Value;

/** A user's function, run for one example at a time. */
public final class UserOperation extends Operation {

  private final String layer;
  private final LayerFunction function;
  private final Runnable guard;

  /**
   * Defines the operation.
   *
   * @param layer the name of the layer that it changes or replaces, for messages
   * @param function what it computes
   * @param guard runs before each pass; throws where none is allowed
   * @param input what it reads
   * @param output of the shape that the function gives
   */
  public UserOperation(
      String layer, LayerFunction function, Runnable guard, Value input, Value output) {
    super(List.of(input), output);
    this.layer = layer;
    this.function = function;
    this.guard = guard;
  }

  boolean isApproximate() {
    return function instanceof DifferencedFunction;
  }

  String layer() {
    return layer;
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private double[] jvp(double[] y, double[] tangent) {
    return InvalidInputException.within("layer '" + layer + "'", () -> function.jvp(y, tangent));
  }

  private double[] fitting(double[] result, Value value, String what) {
    if (result.length != value.length()) {
      throw InvalidInputException.of(
          "layer '" + layer + "'",
          "needs " + value.length() + " numbers from its function's " + what,
          result.length,
          "return an array of that length");
    }
    return result;
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final double[][] points;

    Bound(Binder binder) {
      this.binder = binder;
      this.points = new double[binder.batch()][];
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.output(UserOperation.this);
      binder.hostStep(
          () -> {
            guard.run();
            for (int row = 0; row < points.length; row++) {
              points[row] = Transposition.read(from, input(), row);
              double[] y = function.forward(points[row].clone());
              Transposition.write(to, output(), row, fitting(y, output(), "forward"));
            }
          });
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contribute(
          UserOperation.this,
          0,
          into -> map(out, output(), into, input(), "vjp", (y, u) -> function.vjp(y, u)));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      Buffer to = binder.tangentOutput(UserOperation.this);
      map(from, input(), to, output(), "jvp", UserOperation.this::jvp);
    }

    private void map(
        Buffer from, Value read, Buffer to, Value written, String what, Derivative derivative) {
      binder.hostStep(
          () -> {
            guard.run();
            for (int row = 0; row < points.length; row++) {
              double[] along = Transposition.read(from, read, row);
              double[] result = derivative.apply(points[row].clone(), along);
              Transposition.write(to, written, row, fitting(result, written, what));
            }
          });
    }
  }

  @FunctionalInterface
  private interface Derivative {
    double[] apply(double[] y, double[] along);
  }
}
