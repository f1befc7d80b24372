package org.conductance4j.engine.kernel;

import static org.conductance4j.engine.kernel.Binder.arrays;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function of each element by itself. Its derivative is computed once for a point and multiplied
 * into every gradient and tangent. If no operation reads the output any more, the derivative
 * overwrites it.
 */
public final class Pointwise extends Operation {

  private final PointwiseFunction function;

  public Pointwise(Value input, Value output, PointwiseFunction function) {
    super(List.of(input), output);
    this.function = function;
  }

  public boolean isSigmoid() {
    return function instanceof NativeFunction.Sigmoid;
  }

  /** Whether it puts 0 in place of NaN, and does nothing else. */
  boolean zeroesNan() {
    return function instanceof NanReplacement guard && guard.replacement() == 0;
  }

  public boolean jumps() {
    return function.jumps();
  }

  @Override
  boolean derivativeReadsInputs() {
    return !function.derivativeFromOutput();
  }

  @Override
  boolean derivativeReadsOutput() {
    return function.derivativeFromOutput();
  }

  @Override
  public Kernel bind(Binder binder) {
    return new Bound(binder);
  }

  private final class Bound implements Kernel {

    private final Binder binder;
    private final long length;
    private Buffer derivative;

    Bound(Binder binder) {
      this.binder = binder;
      this.length = binder.length(output());
      this.derivative = binder.value(input());
    }

    @Override
    public void planForward() {
      Buffer from = binder.value(input());
      Buffer to = binder.outputInPlaceOf(Pointwise.this, 0);
      function.planValue(binder, from, to, length);
    }

    @Override
    public void planPrepare() {
      Buffer known = binder.value(function.derivativeFromOutput() ? output() : input());
      boolean inPlace =
          function.derivativeFromOutput() && binder.mayOverwriteOutput(Pointwise.this);
      derivative = inPlace ? known : binder.scratch(length);
      function.planDerivative(binder, known, derivative, length);
    }

    @Override
    public void planVjp() {
      Buffer out = binder.gradient(output());
      binder.contributeInPlace(Pointwise.this, 0, into -> multiply(out, into));
    }

    @Override
    public void planJvp() {
      Buffer from = binder.tangent(input());
      multiply(from, binder.tangentInPlaceOf(Pointwise.this, 0));
    }

    private void multiply(Buffer from, Buffer to) {
      INDArray factors = derivative.as(length);
      binder.call("multiply", arrays(from.as(length), factors), arrays(to.as(length)));
    }
  }
}
